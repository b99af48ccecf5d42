"""Owns what one queue's tasks ask of the cluster: a MIG profile, whole cards, or no GPU.

It must not compare queues with each other or with the quota (`blueprint.plan.workers.tenant`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from blueprint.catalog.gpu import CARDS, Profile
from blueprint.settings.checking.explain import dotted
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.queue import QueueWorkersSettings
from blueprint.settings.words.gpu import fraction_text

WHOLE_CARDS = "nvidia.com/gpu"
"""The resource of cards that are not cut."""
_WHOLE = (1.0, 2.0, 4.0, 8.0)
_INJECTED = (0.0625, *(eighths / 8 for eighths in range(1, 8)), *_WHOLE)
"""What the fractional GPU injector takes (vendor's page of 1.3.0)."""


@dataclass(frozen=True)
class QueuePlan:
    """One queue: what its tasks ask for, and how many may run."""

    name: str
    service: QueueWorkersSettings
    card: str | None
    """Which card, as `blueprint.catalog.gpu` names it; None for no GPU, or for whole cards of any kind."""
    profile: Profile | None
    """The MIG profile of the fraction; None for no GPU and for whole cards."""
    whole_gpus: int
    """Whole cards of a task; 0 for a profile, the injector and no GPU."""
    usage: float
    """What a task counts against quota.gpuUnits."""
    injector: str | None
    """Value of the label by which the fractional GPU injector knows its share, such as 0.250; None for all others."""
    max_pods: int
    """Tasks at the same time, never more than quota.pods."""

    @property
    def resource(self) -> str | None:
        """The resource that a task's container asks for; None for no GPU, and where the injector asks for it."""
        if self.profile is not None:
            return self.profile.resource
        return WHOLE_CARDS if self.whole_gpus else None

    @property
    def amount(self) -> int:
        """How many of it."""
        return 1 if self.profile is not None else self.whole_gpus


@dataclass(frozen=True)
class QueuePlacement:
    """Where a queue stands: the tenant's file, and the cluster that serves it."""

    file: str
    platform: WorkerPlatformSettings
    gpu: GpuSettings | None

    def card(self, service: QueueWorkersSettings) -> str | None:
        """The card that a queue means; None where nothing tells."""
        return service.card or self.platform.card or self._only_card()

    def _only_card(self) -> str | None:
        cards = cards_of(self.gpu)
        return cards[0] if len(cards) == 1 else None


def cards_of(gpu: GpuSettings | None) -> tuple[str, ...]:
    """The cards of the nodes that are cut, by name."""
    return () if gpu is None else tuple(sorted({node.card for node in gpu.nodes.values()}))


def queue_plan(name: str, service: QueueWorkersSettings, max_pods: int, place: QueuePlacement) -> QueuePlan:
    """Plan one queue in which `queue_problems` finds nothing wrong."""
    fraction, gpu, card = service.fraction, place.gpu, place.card(service)
    usage = service.usage if service.usage is not None else (fraction or 0.0)
    if fraction is not None and service.injector:
        return QueuePlan(name, service, None, None, 0, usage, _injector_label(fraction), max_pods)
    if fraction is None or gpu is None:
        return QueuePlan(name, service, None, None, 0, usage, None, max_pods)
    profile = gpu.profile(card, fraction) if card and fraction in gpu.fractions else None
    whole = 0 if profile else int(fraction)
    return QueuePlan(name, service, card, profile, whole, usage, None, max_pods)


def _injector_label(fraction: float) -> str:
    """Three decimals, and four for a sixteenth: the injector compares texts."""
    return fraction_text(fraction) if fraction == _INJECTED[0] else f"{fraction:.3f}"


def queue_problems(name: str, service: QueueWorkersSettings, place: QueuePlacement) -> Iterator[Problem]:
    """Find what the cluster cannot give: no GPUs, no card known, a fraction that is not offered or does not exist."""
    fraction, gpu, path = service.fraction, place.gpu, queue_path(name, "fraction")
    if fraction is None:
        return
    text = fraction_text(fraction)
    if service.injector:
        yield from _injector_problems(fraction, path, place)
    elif gpu is None:
        yield Problem(
            place.file, path, f"{text}, while this stack has no GPUs", "gpu: none, injector: true, or clearml:gpu"
        )
    elif fraction not in gpu.fractions and fraction not in _WHOLE:
        offered = ", ".join(fraction_text(each) for each in gpu.fractions)
        yield Problem(place.file, path, text, f"one of clearml:gpu.fractions ({offered}), or 1, 2, 4, 8 whole cards")
    elif fraction in gpu.fractions:
        yield from _card_problems(name, service, fraction, gpu, place)


def _injector_problems(fraction: float, path: str, place: QueuePlacement) -> Iterator[Problem]:
    if fraction not in _INJECTED:
        can = ", ".join(fraction_text(each) for each in _INJECTED)
        yield Problem(place.file, path, fraction_text(fraction), f"what the fractional GPU injector takes: {can}")


def _card_problems(
    name: str, service: QueueWorkersSettings, fraction: float, gpu: GpuSettings, place: QueuePlacement
) -> Iterator[Problem]:
    card, text = place.card(service), fraction_text(fraction)
    if card is None and (fraction < 1 or cards_of(gpu)):
        cards = ", ".join(cards_of(gpu)) or "no card in clearml:gpu.nodes"
        expected = f"a card, here or as clearml:workers.card: this cluster has {cards}"
        yield Problem(place.file, queue_path(name, "card"), "nothing", expected)
    elif card is not None and gpu.profile(card, fraction) is None:
        can = ", ".join(fraction_text(each) for each in gpu.fractions if gpu.profile(card, each)) or "none"
        own = ", ".join(fraction_text(each) for each in CARDS[card].fractions)
        expected = f"of clearml:gpu.fractions, what {card} can be cut into: {can} (the card itself: {own})"
        yield Problem(place.file, queue_path(name, "fraction"), f"{text} of {card}", expected)


def queue_path(name: str, key: str) -> str:
    """The path of a queue's key, as `blueprint.settings.checking.explain` writes paths."""
    return dotted(("workers", "queues", name, key))
