"""The GPU ledger: per cluster and card, how many GPUs there are and how many each tenant may use at the same time."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from blueprint.catalog.gpu import CARDS, Profile
from blueprint.plan.ledger.card import fitting
from blueprint.plan.workers.queue import QueueDemand
from blueprint.plan.workers.tenant import QueuePlan, TenantPlan
from blueprint.settings.platform.gpu import GpuSettings

UNCUT = "uncut cards"
"""GPUs that are given whole, and shares of the fractional GPU injector: of nodes that the settings do not list."""


@dataclass(frozen=True)
class LedgerLine:
    """One card model in one cluster. Amounts are GPUs: half of a card is 0.5."""

    cluster: str | None
    """Name in `clearml:clusters`; None for the platform's own cluster."""
    card: str
    """Name in the catalog, or `UNCUT`."""
    available: int | None
    """GPUs that the settings list; None if they do not list them."""
    more: bool
    """Whether node pools, whose nodes only the cluster knows, have more of them."""
    sold: Mapping[str, float]
    """The most that each active tenant may use at once, by slug: the least of its quota and its queues' limits."""
    suspended: Mapping[str, float]
    """What suspended tenants may use once they are active again."""
    profiles: tuple[Profile, ...]
    """MIG profiles that tenants use."""

    @property
    def mixes(self) -> tuple[Mapping[str, int], ...]:
        """Sets of MIG instances by profile that fill one card, of the profiles that tenants use."""
        return fitting(CARDS[self.card], self.profiles) if self.card in CARDS else ()

    @property
    def total(self) -> float:
        """GPUs that all active tenants together may use at once."""
        return sum(self.sold.values())

    @property
    def ratio(self) -> float | None:
        """How many times the GPUs are sold, infinite if there are none; None if their number is not known."""
        if self.available is None or self.more or not (self.available or self.total):
            return None
        return self.total / self.available if self.available else math.inf


def gpu_ledger(
    gpu: GpuSettings | None, plans: Iterable[TenantPlan], suspended: frozenset[str]
) -> tuple[LedgerLine, ...]:
    """Return the lines, the platform's own cluster first, cards that no tenant uses included; `suspended` are slugs."""
    used: dict[tuple[str | None, str], list[TenantPlan]] = defaultdict(list)
    for plan in plans:
        for card in sorted({card_of(queue.demand) for queue in plan.queues} - {""}):
            used[plan.place.cluster, card].append(plan)
    for card in gpu.cards if gpu else ():
        used.setdefault((None, card), [])
    ordered = sorted(used.items(), key=lambda entry: (entry[0][0] or "", entry[0][1]))
    return tuple(_line(cluster, card, each, gpu, suspended) for (cluster, card), each in ordered)


def card_of(queue: QueueDemand) -> str:
    """The card of a queue's tasks; empty for a queue without GPU."""
    if queue.profile is not None:
        return queue.card or UNCUT
    return UNCUT if queue.whole_gpus or queue.settings.injector else ""


def _line(
    cluster: str | None, card: str, plans: list[TenantPlan], gpu: GpuSettings | None, suspended: frozenset[str]
) -> LedgerLine:
    amounts = {plan.place.slug: round(_amount(plan, card), 4) for plan in plans}
    listed = gpu is not None and cluster is None and card in CARDS
    nodes = [node for node in gpu.nodes.values() if node.card == card] if gpu and listed else []
    return LedgerLine(
        cluster=cluster,
        card=card,
        available=sum(len(node.gpus) for node in nodes) if listed else None,
        more=bool(gpu and listed and any(pool.card == card for pool in gpu.pools.values())),
        sold={slug: amount for slug, amount in sorted(amounts.items()) if slug not in suspended},
        suspended={slug: amount for slug, amount in sorted(amounts.items()) if slug in suspended},
        profiles=tuple(_profiles(plans, card)),
    )


def gpus_text(amount: float) -> str:
    """A number of GPUs with at most two decimals: 2, 0.5, 1.33."""
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def _amount(plan: TenantPlan, card: str) -> float:
    """GPUs that a tenant's tasks on a card take at most: all that its queues start, or that its quota admits."""
    queues = [queue for queue in plan.queues if card_of(queue.demand) == card]
    units = plan.max_resources
    most = sum(_tasks(queue, units) * _taken(queue.demand) for queue in queues)
    dearest = max((_taken(each.demand) / each.demand.usage for each in queues if each.demand.usage), default=None)
    return most if units is None or dearest is None else min(most, units * dearest)


def _taken(queue: QueueDemand) -> float:
    """GPUs that one task takes: 1/3 for a quarter of a card whose profile fits three times only."""
    fraction = float(queue.settings.fraction or 0)
    return fraction if queue.profile is None else max(fraction, 1 / queue.profile.per_gpu)


def _tasks(queue: QueuePlan, units: float | None) -> int:
    """Tasks of a queue at once, if each may count more against the quota than the GPU that it gets."""
    usage = queue.demand.usage
    return queue.max_pods if units is None or not usage else min(queue.max_pods, math.floor(units / usage + 1e-9))


def _profiles(plans: Iterable[TenantPlan], card: str) -> Iterator[Profile]:
    queues: Iterable[QueuePlan] = (queue for plan in plans for queue in plan.queues)
    found = (each.demand.profile for each in queues if card_of(each.demand) == card)
    yield from dict.fromkeys(profile for profile in found if profile is not None)
