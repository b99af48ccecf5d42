"""Owns whether a tenant has an app gateway: its file asks for one, and the stack makes gateways.

What the gateway is like is `settings.tenant_workers` and `settings.worker_platform`. It must not plan anything.
"""

from settings.tenant_workers import TenantGateway, TenantWorkers
from settings.worker_platform import WorkerPlatform


def gateway_of(workers: TenantWorkers, platform: WorkerPlatform) -> TenantGateway | None:
    """Return the tenant's gateway; None where it comes to nothing."""
    return None if platform.gateway is None else workers.gateway
