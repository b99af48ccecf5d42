"""Gathers the sites of tenants' workers from the settings alone, without a look at a cluster."""

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.values.tenant.site import TenantSite


def tenant_site(platform: PlatformSettings, tenant: TenantSettings, plan: TenantPlan) -> TenantSite | None:
    """Return the site of a tenant's workers; None if the settings have no workers or no server."""
    if platform.workers is None or platform.control_plane is None:
        return None
    home = tenant.cluster is None
    return TenantSite(
        platform=platform,
        common=platform.workers,
        tenant=tenant.workers,
        plan=plan,
        cluster=platform.cluster if home else platform.clusters[str(tenant.cluster)],
        home=home,
    )
