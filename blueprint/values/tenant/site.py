"""Gathers what the values and manifests of one tenant's workers are computed from, with the derived addresses."""

from dataclasses import dataclass, replace

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import TenantWorkersSettings
from blueprint.values.names import REDIS_PORT, RedisNames, ServerNames, gateway_url


@dataclass(frozen=True)
class RedisAddress:
    """Address of the agents' Redis."""

    host: str
    port: int
    database: int


@dataclass(frozen=True)
class TenantSite:
    """One tenant's workers: settings, plan and cluster."""

    platform: PlatformSettings
    common: WorkerPlatformSettings
    """Settings of all tenants' workers."""
    tenant: TenantWorkersSettings
    """Settings in the tenant's file."""
    plan: TenantPlan
    """What follows from `platform`, `common` and `tenant`."""
    cluster: ClusterSettings
    """The workers' cluster, with its ingress controller and monitoring."""
    home: bool
    """Whether `cluster` is the platform's own; Services and namespaces of the server exist only there."""

    @property
    def namespace(self) -> str:
        """Namespace of the workers."""
        return self.plan.place.namespace

    @property
    def has_gateway(self) -> bool:
        """Whether the tenant has an app gateway."""
        return self.plan.place.gateway is not None

    @property
    def gateway_url(self) -> str | None:
        """URL of the gateway for users; None without one."""
        gateway = self.plan.place.gateway
        return None if gateway is None else gateway_url(gateway.host)

    @property
    def server(self) -> ServerNames:
        """Names of the server. Raises ValueError if the settings describe none."""
        if self.platform.control_plane is None:
            raise ValueError("no controlPlane in the settings")
        return ServerNames.of(self.platform.control_plane)

    @property
    def agent_api_url(self) -> str:
        """URL of the API for the agent."""
        return self._api_url(self.common.urls)

    @property
    def gateway_api_url(self) -> str:
        """URL of the API for the gateway."""
        return self._api_url("public" if self.common.gateway is None else self.common.gateway.api)

    def _api_url(self, kind: str) -> str:
        """Return the URL of the API; the name of a Service resolves only in the Service's own cluster."""
        inside = self.home and kind == "cluster"
        return self.server.service_url("apiserver") if inside else self.server.api_url

    @property
    def redis(self) -> RedisAddress | None:
        """The agent's Redis; None without one. Raises ValueError for a shared Redis in another cluster."""
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
