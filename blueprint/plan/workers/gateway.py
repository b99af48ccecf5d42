"""Owns whether a tenant has an app gateway: its file asks for one, and the stack makes gateways.

What the gateway is like is `blueprint.settings.tenant.kubernetes_half` and `blueprint.settings.platform.workers`. It must not plan anything.
"""

from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import TenantGatewaySettings, TenantWorkersSettings


def gateway_of(workers: TenantWorkersSettings, platform: WorkerPlatformSettings) -> TenantGatewaySettings | None:
    """Return the tenant's gateway; None where it comes to nothing."""
    return None if platform.gateway is None else workers.gateway
