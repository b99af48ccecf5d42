"""Computes what a tenant's quota needs beside its tasks: agent, gateway, a Redis, Helm's Secrets and ours.

Each pod counts twice: a Deployment with one replica starts the new pod before it stops the old one, so every upgrade
would hang without room for both. Counts of objects are those of the open charts of agent and gateway plus a margin,
because the vendor's charts are not public.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from blueprint.plan.workers.place import TenantPlace
from blueprint.settings.platform.redis import RedisSettings
from blueprint.settings.platform.workers import GatewaySettings, WorkerPlatformSettings
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words import arithmetic as quantity

MARGIN = 5
"""Services, and Secrets, that charts may create beyond those of the open charts."""
OUR_SECRETS = 8
"""Credentials of agent and gateway, pull Secret, Redis password, tenant credentials Secret, TLS; two spare."""
_CHART_SECRETS = 3
REDIS_CPU = "250m"
REDIS_MEMORY = "256Mi"
"""CPU and memory of a tenant's own Redis."""
REDIS_STORAGE = "8Gi"
"""Volume of a tenant's own Redis, as in the chart's default (bitnami/redis, master.persistence.size)."""
CLASS_LIMIT = "storageclass.storage.k8s.io/requests.storage"
Containers = tuple[tuple[str, str], ...]
"""CPU and memory of each container of a pod."""


@dataclass(frozen=True)
class Overhead:
    """What runs in a tenant's namespace beside its tasks."""

    place: TenantPlace
    quota: QuotaSettings
    platform: WorkerPlatformSettings
    redis: RedisSettings | None
    """The agents' Redis; only a tenant's own one is in the tenant's namespace."""

    @property
    def _own_redis(self) -> RedisSettings | None:
        return self.redis if self.redis is not None and self.redis.mode == "perTenant" else None

    @property
    def _gateway(self) -> GatewaySettings | None:
        """Settings of all gateways, if the tenant has one."""
        return self.platform.gateway if self.place.gateway else None

    def _pods(self) -> Iterator[Containers]:
        """Each pod that may exist at the same time."""
        gateway = self._gateway
        yield from (self._agent(),) * 2
        if gateway is not None:
            # Its router and its proxy (release notes of the gateway's chart, 3.2.0).
            yield from (((gateway.cpu, gateway.memory),) * 2,) * 2
        if self._own_redis:
            yield from (((REDIS_CPU, REDIS_MEMORY),),) * 2

    def _agent(self) -> Containers:
        """A pod counts as its largest init container if that is more. An init container of the agent gets the defaults
        of tasks, because no key of the chart sets its resources (release notes, 6.14.1)."""
        agent, quota = self.platform.agent, self.quota
        cpu = max(agent.cpu, quota.default_cpu, key=quantity.amount)
        return ((cpu, max(agent.memory, quota.default_memory, key=quantity.amount)),)

    @property
    def pods(self) -> int:
        """Pods of agent, gateway and Redis."""
        return len(tuple(self._pods()))

    def cpu(self, tasks: str | None) -> str | None:
        """CPU of all pods; None if the CPU of the tasks is unlimited."""
        return None if tasks is None else quantity.cpu((tasks, *(cpu for pod in self._pods() for cpu, _ in pod)))

    def memory(self, tasks: str | None) -> str | None:
        """Memory of all pods; None if the memory of the tasks is unlimited."""
        return None if tasks is None else quantity.memory((tasks, *(size for pod in self._pods() for _, size in pod)))

    def storage(self) -> dict[str, str]:
        """Limits of volume claims and of space on the nodes' disks, by resource (Kubernetes, "Resource Quotas")."""
        quota, redis = self.quota, self._own_redis is not None
        hard = {f"{name}.{CLASS_LIMIT}": size for name, size in quota.storage_classes.items()}
        if quota.storage is not None:
            hard["requests.storage"] = quantity.memory((quota.storage, *((REDIS_STORAGE,) if redis else ())))
        if quota.volumes is not None:
            hard["persistentvolumeclaims"] = str(quota.volumes + redis)
        if quota.ephemeral_storage is not None:
            containers = sum(len(pod) for pod in self._pods())
            total = quantity.memory((quota.ephemeral_storage, *(quota.default_ephemeral_storage,) * containers))
            hard |= dict.fromkeys(("requests.ephemeral-storage", "limits.ephemeral-storage"), total)
        return hard

    @property
    def node_ports(self) -> int:
        """NodePorts: one per session, two per stream (TCP and UDP), and none that a task could take for itself."""
        return len(self.place.sessions or ()) + 2 * len(self.place.stream or ())

    @property
    def services(self) -> int:
        """Services: one per session, two of the gateway, three of a Redis."""
        return len(self.place.sessions or ()) + (2 if self._gateway else 0) + (3 if self._own_redis else 0) + MARGIN

    @property
    def secrets(self) -> int:
        """Secrets: ours, the charts', and Helm's: one per revision, and one more during an upgrade."""
        charts = [self.platform.agent.chart]
        if self._gateway is not None:
            charts.append(self._gateway.chart)
        if self._own_redis is not None:
            charts.append(self._own_redis.chart)
        helm = sum(chart.history + 1 for chart in charts)
        return helm + len(charts) * _CHART_SECRETS + OUR_SECRETS + MARGIN
