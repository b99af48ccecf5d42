"""Everything the program needs to know about one stack, except secrets."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, InstanceOf, SkipValidation

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.api import ApiSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.stack import Scope
from blueprint.settings.tenant.tenant import TenantSettings


def _by_slug(tenants: tuple[TenantSettings, ...]) -> tuple[TenantSettings, ...]:
    return tuple(sorted(tenants, key=lambda tenant: tenant.slug))


class StackSettings(Model):
    """Everything the program needs to know about one stack, except secrets."""

    project: str
    stack: str
    scope: Scope
    api: ApiSettings
    tenant_defaults: SkipValidation[Mapping[str, object]]
    """As configured, validated, not yet merged: the tenants below already contain it."""
    extra_features: tuple[str, ...]
    tenants: Annotated[tuple[TenantSettings, ...], AfterValidator(_by_slug)]
    platform: PlatformSettings | None = None
    """What this stack makes in a cluster, or works beside (`makes_platform`); None without `clearml:cluster`."""
    plans: Mapping[str, InstanceOf[TenantPlan]] = Field(default_factory=dict)
    """Slug: what the tenant's workers come to. Suspended tenants have one too; empty without `clearml:workers`."""
    warnings: tuple[str, ...] = ()
    """What works and may still surprise, one line each; for the log."""

    @property
    def makes_platform(self) -> bool:
        """Whether this stack makes the platform; False where it only describes one, and where there is none."""
        return self.platform is not None and self.platform.made_here
