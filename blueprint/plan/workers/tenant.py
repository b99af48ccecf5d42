"""Owns what one tenant's workers come to: each queue's part of a card, and the quota that admits all of it.

Pure: settings in, plan out. It must not compare tenants with each other, and must not know a chart's values.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from blueprint.catalog.gpu import CARDS
from blueprint.plan.workers.gateway import gateway_of
from blueprint.plan.workers.overhead import Overhead
from blueprint.plan.workers.ports import port_range, stream_of
from blueprint.plan.workers.queue import (
    WHOLE_CARDS,
    QueuePlacement,
    QueuePlan,
    cards_of,
    queue_path,
    queue_plan,
    queue_problems,
)
from blueprint.plan.workers.shares import max_pods, share_problems
from blueprint.plan.workers.template import template_problems
from blueprint.settings.checking.problems import Problem, SettingsError
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import TenantWorkersSettings
from blueprint.settings.tenant.queue import QueueWorkersSettings
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words.gpu import fraction_text


@dataclass(frozen=True)
class TenantPlan:
    """One tenant's workers. Amounts are the hard limits of its ResourceQuota, room for agent and gateway included."""

    slug: str
    namespace: str
    queues: tuple[QueuePlan, ...]
    """By name."""
    resources: Mapping[str, int]
    """`requests.nvidia.com/…`: at most. Kubernetes counts this form only, and what is not listed is unlimited."""
    max_resources: float | None
    """The agent's own limit (monitoredResources.maxResources): the sum of `usage` over running tasks."""
    pods: int | None
    services: int
    node_ports: int
    secrets: int
    cpu: str | None
    memory: str | None
    own_hard: Mapping[str, str | None]
    """What the tenant's quota says in Kubernetes' words; None takes a limit away."""
    gateway_host: str | None
    """Host of the app gateway; None without one."""
    sessions: range | None
    """NodePorts of the agent's sessions; the chart's startingPort is one below."""
    stream: range | None
    """NodePorts of the gateway's streams."""

    @property
    def hard(self) -> dict[str, str]:
        """The quota, as ResourceQuota.spec.hard writes it; the tenant's own words come last."""
        merged = {**self.computed, **self.own_hard}
        return {key: value for key, value in sorted(merged.items()) if value is not None}

    @property
    def computed(self) -> dict[str, str]:
        """The quota without the tenant's own words; Kubernetes wants texts."""
        counted = {
            "pods": self.pods,
            "services": self.services,
            "services.nodeports": self.node_ports,
            "services.loadbalancers": 0,
            "secrets": self.secrets,
            **{f"{kind}.cpu": self.cpu for kind in ("requests", "limits")},
            **{f"{kind}.memory": self.memory for kind in ("requests", "limits")},
            **self.resources,
        }
        return {key: str(value) for key, value in counted.items() if value is not None}


def plan(
    file: str,
    slug: str,
    queues: Mapping[str, QueueWorkersSettings],
    workers: TenantWorkersSettings,
    platform: WorkerPlatformSettings,
    gpu: GpuSettings | None,
    redis: RedisSettings | None = None,
) -> TenantPlan:
    """Plan a tenant's workers. Raises SettingsError with everything that cluster or quota cannot give.

    `file` is the tenant's file, for messages; `redis` is the agents' Redis, wherever it is.
    """
    place = QueuePlacement(file, platform, gpu)
    problems = [problem for name, service in queues.items() for problem in queue_problems(name, service, place)]
    problems.extend(
        each for name, service in queues.items() for each in template_problems(name, service, place, workers.quota)
    )
    problems.extend(share_problems(file, queues, workers.quota))
    problems.extend(_unit_problems(file, queues, workers.quota))
    if problems:
        raise SettingsError(*problems)
    pods = max_pods(queues, workers.quota)
    planned = tuple(queue_plan(name, queues[name], pods[name], place) for name in sorted(queues))
    room = Overhead(workers, platform, redis)
    quota = workers.quota
    gateway, stream = gateway_of(workers, platform), stream_of(workers, platform)
    return TenantPlan(
        slug=slug,
        namespace=workers.namespace or slug,
        queues=planned,
        resources=_resources(planned, quota.gpu_units, place),
        max_resources=quota.gpu_units,
        pods=None if quota.pods is None else quota.pods + room.pods,
        services=room.services,
        node_ports=room.node_ports,
        secrets=room.secrets,
        cpu=room.cpu(quota.cpu),
        memory=room.memory(quota.memory),
        own_hard=quota.hard,
        gateway_host=gateway.host if gateway else None,
        sessions=port_range(workers.sessions, platform) if workers.sessions else None,
        stream=port_range(stream, platform) if stream else None,
    )


def _unit_problems(file: str, queues: Mapping[str, QueueWorkersSettings], quota: QuotaSettings) -> Iterator[Problem]:
    for name, service in queues.items() if quota.gpu_units is not None else ():
        units, fraction, usage = quota.gpu_units or 0.0, service.fraction or 0.0, service.usage
        needs = max(fraction, usage or 0.0)
        if needs > units:
            found = f"{fraction_text(needs)}, while workers.quota.gpuUnits is {fraction_text(units)}"
            key = "fraction" if fraction == needs else "usage"
            yield Problem(file, queue_path(name, key), found, "no more than the quota: its tasks would wait for ever")
        if usage is not None and usage < fraction:
            found = f"{fraction_text(usage)}, while a task gets {fraction_text(fraction)}"
            expected = "the fraction or more: the agent would start tasks that workers.quota.gpuUnits refuses"
            yield Problem(file, queue_path(name, "usage"), found, expected)


def _resources(planned: tuple[QueuePlan, ...], units: float | None, place: QueuePlacement) -> dict[str, int]:
    """Limit every resource that a card can appear as: nothing of the unused ones, and of the used ones what fits.

    A used one is left out where the tenant has no limit. Several used ones each fit for themselves: that they are
    not all taken at once is the agent's maxResources.
    """
    used = {queue.resource for queue in planned}
    limits = dict.fromkeys((WHOLE_CARDS, *_all_resources(planned, place)), 0)
    for queue in planned if units is not None else ():
        if queue.resource is not None:
            limits[queue.resource] = max(limits.get(queue.resource, 0), _fits(queue, units or 0.0))
    return {f"requests.{name}": limits[name] for name in sorted(limits) if units is not None or name not in used}


def _fits(queue: QueuePlan, units: float) -> int:
    """How many of its resource `units` cards hold; decimals are taken as written, 0.3 of 0.1 being 3."""
    if queue.profile is None:
        return math.floor(units)
    return math.floor(Fraction(str(units)) / Fraction(str(queue.service.fraction)))


def _all_resources(planned: tuple[QueuePlan, ...], place: QueuePlacement) -> Iterator[str]:
    """Every resource of the cards of cluster and queues, profiles that the settings name among them.

    Where nobody says which cards the cluster has, it may have any: what is not listed would be unlimited.
    """
    known = cards_of(place.gpu)
    named = {place.platform.card, *(queue.card for queue in planned), *known} if known else set(CARDS)
    for card in sorted(name for name in named if name is not None):
        yield from CARDS[card].all_resources
        own = place.gpu.profiles.get(card, {}) if place.gpu else {}
        yield from (f"nvidia.com/mig-{profile.replace('+', '.')}" for profile in own.values())
    yield from (queue.resource for queue in planned if queue.resource is not None)
