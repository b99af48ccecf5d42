"""Sums up one tenant's demand: how many tasks each queue may run, and a ResourceQuota that fits them all.

`blueprint.plan.workers.rules` must find nothing wrong with the demand.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from blueprint.catalog.gpu import CARDS
from blueprint.plan.workers.demand import Demand
from blueprint.plan.workers.overhead import Overhead
from blueprint.plan.workers.place import TenantPlace
from blueprint.plan.workers.queue import WHOLE_CARDS, QueueDemand
from blueprint.plan.workers.shares import max_pods
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings


@dataclass(frozen=True)
class QueuePlan:
    """A queue's demand, and how many of its tasks may run at the same time: at most quota.pods."""

    demand: QueueDemand
    max_pods: int


@dataclass(frozen=True)
class TenantPlan:
    """One tenant's workers. Amounts are hard limits of its ResourceQuota, including agent and gateway."""

    demand: Demand
    queues: tuple[QueuePlan, ...]
    """By name."""
    resources: Mapping[str, int]
    """`requests.nvidia.com/…`: at most. Kubernetes counts this form only, and what is not listed is unlimited."""
    pods: int | None
    services: int
    node_ports: int
    secrets: int
    cpu: str | None
    memory: str | None
    storage: Mapping[str, str]
    """Limits of volume claims and ephemeral storage, by resource."""

    @property
    def place(self) -> TenantPlace:
        """What the workers take of their cluster."""
        return self.demand.place

    @property
    def max_tasks(self) -> int:
        """How many tasks of all queues together may run at the same time: at most quota.pods."""
        total, quota = sum(queue.max_pods for queue in self.queues), self.demand.quota.pods
        return total if quota is None else min(total, quota)

    @property
    def max_resources(self) -> float | None:
        """The agent's own limit (monitoredResources.maxResources): the sum of `usage` over running tasks."""
        return self.demand.quota.gpu_units

    @property
    def hard(self) -> dict[str, str]:
        """The quota as ResourceQuota.spec.hard has it; limits in workers.quota.hard win, and null removes one."""
        merged = {**self.computed, **self.demand.quota.hard}
        return {key: value for key, value in sorted(merged.items()) if value is not None}

    @property
    def computed(self) -> dict[str, str]:
        """The quota without the tenant's own limits; Kubernetes wants texts."""
        counted = {
            "pods": self.pods,
            "services": self.services,
            "services.nodeports": self.node_ports,
            "services.loadbalancers": 0,
            "secrets": self.secrets,
            **{f"{kind}.cpu": self.cpu for kind in ("requests", "limits")},
            **{f"{kind}.memory": self.memory for kind in ("requests", "limits")},
            **self.resources,
            **self.storage,
        }
        return {key: str(value) for key, value in counted.items() if value is not None}


def plan(demand: Demand, platform: WorkerPlatformSettings, redis: RedisSettings | None = None) -> TenantPlan:
    """Plan a tenant's workers; `redis` is the agents' Redis, in whichever cluster."""
    quota = demand.quota
    pods = max_pods({queue.name: queue.tasks for queue in demand.queues}, quota)
    overhead = Overhead(demand.place, quota, platform, redis)
    return TenantPlan(
        demand=demand,
        queues=tuple(QueuePlan(queue, pods[queue.name]) for queue in demand.queues),
        resources=_resources(demand, platform.card),
        pods=None if quota.pods is None else quota.pods + overhead.pods,
        services=overhead.services,
        node_ports=overhead.node_ports,
        secrets=overhead.secrets,
        cpu=overhead.cpu(quota.cpu),
        memory=overhead.memory(quota.memory),
        storage=overhead.storage(),
    )


def _resources(demand: Demand, card: str | None) -> dict[str, int]:
    """Limit every resource as which a card can appear: unused ones to 0, used ones to what fits.

    A used one has no limit if the tenant has none. Each of several used ones may take the whole quota: the agent's
    maxResources keeps tasks from taking all of them at once.
    """
    units, using = demand.quota.gpu_units, [queue for queue in demand.queues if queue.resource is not None]
    used = {queue.resource for queue in using}
    limits = dict.fromkeys((WHOLE_CARDS, *_all_resources(demand.gpu, {card, *(queue.card for queue in using)})), 0)
    for queue in using if units is not None else ():
        resource = str(queue.resource)
        limits[resource] = max(limits.get(resource, 0), _fits(queue, units or 0.0))
    return {f"requests.{name}": limits[name] for name in sorted(limits) if units is not None or name not in used}


def _fits(queue: QueueDemand, units: float) -> int:
    """How many of the queue's resource `units` cards hold; decimals are exact, so 0.3 holds 0.1 three times."""
    if queue.profile is None:
        return math.floor(units)
    return math.floor(Fraction(str(units)) / Fraction(str(queue.settings.fraction)))


def _all_resources(gpu: GpuSettings | None, cards: Iterable[str | None]) -> Iterator[str]:
    """Every resource of the given cards and the cluster's, including profiles that the settings name.

    If the settings name no node, the cluster may have any card: a resource without a limit would be unlimited.
    """
    listed = gpu.cards if gpu else ()
    names = {*cards, *listed} if listed else set(CARDS)
    for card in sorted(name for name in names if name is not None):
        yield from CARDS[card].all_resources
        profiles = gpu.profiles.get(card, {}) if gpu else {}
        yield from (f"nvidia.com/mig-{profile.replace('+', '.')}" for profile in profiles.values())
