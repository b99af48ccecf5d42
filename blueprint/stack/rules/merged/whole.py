"""Judges the values of every release of a stack, as Helm gets them."""

from collections.abc import Iterator, Mapping

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.rules.merged.platform import release_problems
from blueprint.stack.rules.merged.tenants import tenant_problems
from blueprint.values.listing.sites import tenant_site


def merged_problems(
    file: str,
    platform: PlatformSettings | None,
    tenants: Mapping[str, TenantSettings],
    plans: Mapping[str, TenantPlan] | None,
) -> Iterator[Problem]:
    """Find what free-form values undo. `file` is the stack's configuration; `plans` is None while they are invalid."""
    if platform is None:
        return
    yield from release_problems(file, platform)
    for tenant in tenants.values():
        plan = (plans or {}).get(tenant.slug)
        site = None if plan is None else tenant_site(platform, tenant, plan)
        if site is not None:
            yield from tenant_problems(file, site)
