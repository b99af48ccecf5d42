"""The settings of one stack, complete and checked, without its secrets."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, InstanceOf, SkipValidation

from blueprint.plan.ledger.ledger import LedgerLine
from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.api import ApiSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.stack import Scope
from blueprint.settings.tenant.tenant import TenantSettings


def _by_slug(tenants: tuple[TenantSettings, ...]) -> tuple[TenantSettings, ...]:
    return tuple(sorted(tenants, key=lambda tenant: tenant.slug))


class StackSettings(Model):
    """The settings of one stack, complete and checked, without its secrets."""

    project: str
    stack: str
    scope: Scope
    api: ApiSettings
    tenant_defaults: SkipValidation[Mapping[str, object]]
    """The defaults as configured; `tenants` already contain them."""
    extra_features: tuple[str, ...]
    tenants: Annotated[tuple[TenantSettings, ...], AfterValidator(_by_slug)]
    platform: PlatformSettings | None = None
    """The platform that this stack makes, or that another stack made (`makes_platform`); None without
    `clearml:cluster`."""
    plans: Mapping[str, InstanceOf[TenantPlan]] = Field(default_factory=dict)
    """Plan of each tenant's workers, by slug, suspended tenants included; empty without `clearml:workers`."""
    ledger: tuple[InstanceOf[LedgerLine], ...] = ()
    """GPUs by cluster and card, and what tenants may use of them."""
    warnings: tuple[str, ...] = ()
    """Settings that are valid and may still surprise, one line each."""

    @property
    def makes_platform(self) -> bool:
        """Whether this stack makes the platform; False if it only describes one, or has none."""
        return self.platform is not None and self.platform.made_here
