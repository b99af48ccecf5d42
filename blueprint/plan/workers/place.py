"""Resolves what a tenant's workers take of their cluster: a namespace, a gateway with its host, and NodePorts."""

from dataclasses import dataclass

from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import PortsSettings, TenantGatewaySettings, TenantWorkersSettings


@dataclass(frozen=True)
class TenantPlace:
    """What one tenant's workers take of their cluster."""

    file: str
    """The tenant's file, for messages."""
    slug: str
    cluster: str | None
    """Name in `clearml:clusters`; None for the platform's own cluster."""
    namespace: str
    namespace_from_slug: bool
    """The tenant's file names no namespace."""
    host: str | None
    """Host of the app gateway in the tenant's file, even if the platform has no gateways."""
    gateway: TenantGatewaySettings | None
    """The app gateway; None if the tenant has none, or the platform has no gateways."""
    sessions: range | None
    """NodePorts of the agent's sessions."""
    stream: range | None
    """NodePorts of the gateway's streams."""


def tenant_place(
    file: str, slug: str, workers: TenantWorkersSettings, platform: WorkerPlatformSettings, cluster: str | None
) -> TenantPlace:
    """Resolve the place of one tenant's workers."""
    gateway = None if platform.gateway is None else workers.gateway
    return TenantPlace(
        file=file,
        slug=slug,
        cluster=cluster,
        namespace=workers.namespace or slug,
        namespace_from_slug=workers.namespace is None,
        host=None if workers.gateway is None else workers.gateway.host,
        gateway=gateway,
        sessions=_port_range(workers.sessions, platform),
        stream=_port_range(gateway.stream if gateway else None, platform),
    )


def _port_range(ports: PortsSettings | None, platform: WorkerPlatformSettings) -> range | None:
    if ports is None:
        return None
    start = platform.first_port + ports.slot * ports.size
    return range(start, start + ports.size)
