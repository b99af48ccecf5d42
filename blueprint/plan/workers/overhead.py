"""Owns the room that a tenant's quota leaves for what serves the tasks: agent, gateway, a Redis, Helm, our Secrets.

Twice each pod: a Deployment of one replica makes the new pod before it takes the old one, and a quota without that
room would let every upgrade hang. Counts of objects are those of the open charts (kubernetes: agent and gateway), with
a margin, because the vendor's cannot be rendered here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from blueprint.plan.workers.gateway import gateway_of
from blueprint.plan.workers.ports import stream_of
from blueprint.settings.platform.redis import RedisSettings
from blueprint.settings.platform.workers import GatewaySettings, WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import TenantWorkersSettings
from blueprint.settings.words import arithmetic as quantity

MARGIN = 5
"""Services, and Secrets, that charts may bring beyond those known."""
OUR_SECRETS = 8
"""Keys of agent and gateway, pull Secret, Redis password, hand-off, TLS; two spare."""
_CHART_SECRETS = 3
REDIS_CPU = "250m"
REDIS_MEMORY = "256Mi"
"""What a tenant's own Redis gets."""
Containers = tuple[tuple[str, str], ...]
"""CPU and memory of each container of a pod."""


@dataclass(frozen=True)
class Overhead:
    """What stands in a tenant's namespace beside its tasks."""

    workers: TenantWorkersSettings
    platform: WorkerPlatformSettings
    redis: RedisSettings | None
    """What the settings say of Redis; only a tenant's own needs room."""

    @property
    def _own_redis(self) -> RedisSettings | None:
        return self.redis if self.redis is not None and self.redis.mode == "perTenant" else None

    @property
    def _gateway(self) -> GatewaySettings | None:
        """What all gateways have in common, where the tenant has one."""
        return self.platform.gateway if gateway_of(self.workers, self.platform) else None

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
        """A pod counts as its greediest init container if that is more: one of the agent's gets the defaults of tasks,
        for no key of the chart sets its resources (release notes, 6.14.1)."""
        agent, quota = self.platform.agent, self.workers.quota
        cpu = max(agent.cpu, quota.default_cpu, key=quantity.amount)
        return ((cpu, max(agent.memory, quota.default_memory, key=quantity.amount)),)

    @property
    def pods(self) -> int:
        """Pods of agent, gateway and Redis."""
        return len(tuple(self._pods()))

    def cpu(self, tasks: str | None) -> str | None:
        """CPU of all pods, where that of the tasks is limited."""
        return None if tasks is None else quantity.cpu((tasks, *(cpu for pod in self._pods() for cpu, _ in pod)))

    def memory(self, tasks: str | None) -> str | None:
        """Memory of all pods, where that of the tasks is limited."""
        return None if tasks is None else quantity.memory((tasks, *(size for pod in self._pods() for _, size in pod)))

    @property
    def node_ports(self) -> int:
        """NodePorts: one a session, two a stream (TCP and UDP), and none that a task could take for itself."""
        sessions, stream = self.workers.sessions, stream_of(self.workers, self.platform)
        return (sessions.size if sessions else 0) + (2 * stream.size if stream else 0)

    @property
    def services(self) -> int:
        """Services: one a session, two of the gateway, three of a Redis."""
        sessions = self.workers.sessions.size if self.workers.sessions else 0
        return sessions + (2 if self._gateway else 0) + (3 if self._own_redis else 0) + MARGIN

    @property
    def secrets(self) -> int:
        """Secrets: ours, the charts', and Helm's: one a revision, and one more while it upgrades."""
        charts = [self.platform.agent.chart]
        if self._gateway is not None:
            charts.append(self._gateway.chart)
        if self._own_redis is not None:
            charts.append(self._own_redis.chart)
        helm = sum(chart.history + 1 for chart in charts)
        return helm + len(charts) * _CHART_SECRETS + OUR_SECRETS + MARGIN
