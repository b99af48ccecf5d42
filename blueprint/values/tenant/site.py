"""Owns what the values and manifests of one tenant's workers are made of, and the addresses that follow from it.

It must not make a value or a manifest.
"""

from dataclasses import dataclass, replace

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import TenantWorkersSettings
from blueprint.values.names import REDIS_PORT, RedisNames, ServerNames, gateway_url


@dataclass(frozen=True)
class RedisAddress:
    """Where the agent finds its Redis."""

    host: str
    port: int
    database: int


@dataclass(frozen=True)
class TenantSite:
    """One tenant's place in a cluster."""

    platform: PlatformSettings
    common: WorkerPlatformSettings
    """What all tenants have in common."""
    tenant: TenantWorkersSettings
    """What the tenant's file says."""
    plan: TenantPlan
    """What follows from both."""
    cluster: ClusterSettings
    """Where the workers are: its ingress controller, its monitoring."""
    home: bool
    """Whether that is the platform's own cluster. Elsewhere the server's Services and namespaces do not exist."""

    @property
    def namespace(self) -> str:
        """Where the workers live."""
        return self.plan.place.namespace

    @property
    def has_gateway(self) -> bool:
        """Whether the tenant has an app gateway."""
        return self.plan.place.gateway is not None

    @property
    def gateway_url(self) -> str | None:
        """The gateway as users reach it."""
        gateway = self.plan.place.gateway
        return None if gateway is None else gateway_url(gateway.host)

    @property
    def server(self) -> ServerNames:
        """Names of the server. Raises ValueError where the settings describe none."""
        if self.platform.control_plane is None:
            raise ValueError("no controlPlane in the settings")
        return ServerNames.of(self.platform.control_plane)

    @property
    def api_url(self) -> str:
        """The API as agent and gateway reach it; Service names do not cross clusters."""
        inside = self.home and self.common.urls == "cluster"
        return self.server.service_url("apiserver") if inside else self.server.api_url

    @property
    def redis(self) -> RedisAddress | None:
        """The agent's Redis; None without one. Raises ValueError for the shared one of another cluster."""
        settings = self.platform.redis
        if settings is None:
            return None
        if settings.external is not None:
            return RedisAddress(settings.external.host, settings.external.port, settings.database)
        if settings.mode == "shared" and not self.home:
            raise ValueError("the shared Redis is in the platform's cluster")
        names = RedisNames.of(settings)
        own = names if settings.mode == "shared" else replace(names, namespace=self.namespace)
        return RedisAddress(own.host, REDIS_PORT, settings.database)
