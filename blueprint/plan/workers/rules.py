"""Finds what neither the cluster nor the tenant's quota can give to its queues."""

from collections.abc import Iterator

from blueprint.catalog.gpu import CARDS
from blueprint.plan.images import allowed
from blueprint.plan.workers.demand import Demand
from blueprint.plan.workers.names import name_problems
from blueprint.plan.workers.paths import queue_path
from blueprint.plan.workers.queue import SMALLEST_SHARE, QueueDemand
from blueprint.plan.workers.shares import share_problems
from blueprint.plan.workers.template import template_problems
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.words.gpu import fraction_text

_WHOLE = (1.0, 2.0, 4.0, 8.0)
_INJECTED = (SMALLEST_SHARE, *(eighths / 8 for eighths in range(1, 8)), *_WHOLE)
"""Shares that the fractional GPU injector supports (vendor's page of 1.3.0)."""


def demand_problems(demand: Demand, platform: WorkerPlatformSettings) -> Iterator[Problem]:
    """Find every problem of one tenant's queues; without any, `blueprint.plan.workers.tenant` can plan them."""
    file, quota = demand.place.file, demand.quota
    yield from name_problems(file, (queue.name for queue in demand.queues))
    yield from _image_problems(demand, platform)
    for queue in demand.queues:
        yield from _gpu_problems(file, queue, demand.gpu)
        yield from template_problems(file, queue.name, queue.settings.template, platform.agent.usage_label, quota)
        if quota.gpu_units is not None:
            yield from _unit_problems(file, queue, quota.gpu_units)
    yield from share_problems(file, {queue.name: queue.tasks for queue in demand.queues}, quota)


def _image_problems(demand: Demand, platform: WorkerPlatformSettings) -> Iterator[Problem]:
    """Find images of queues that the cluster would refuse."""
    for queue in demand.queues:
        image = queue.settings.image or platform.agent.default_image
        if platform.images and not allowed(image, platform.images):
            found = f"'{image}'{'' if queue.settings.image else ', from clearml:workers.agent.defaultImage'}"
            expected = f"an image below one of clearml:workers.images: {', '.join(platform.images)}"
            yield Problem(demand.place.file, queue_path(queue.name, "image"), found, expected)


def _gpu_problems(file: str, queue: QueueDemand, gpu: GpuSettings | None) -> Iterator[Problem]:
    """Find fractions that the cluster does not offer or no card has, and queues whose card is unknown."""
    fraction, path = queue.settings.fraction, queue_path(queue.name, "fraction")
    if fraction is None:
        return
    text = fraction_text(fraction)
    if queue.settings.injector:
        if fraction not in _INJECTED:
            shares = ", ".join(map(fraction_text, _INJECTED))
            yield Problem(file, path, text, f"a share that the fractional GPU injector supports: {shares}")
    elif gpu is None:
        yield Problem(file, path, f"{text}, while this stack has no GPUs", "gpu: none, injector: true, or clearml:gpu")
    elif fraction in gpu.fractions:
        yield from _card_problems(file, queue, fraction, gpu)
    elif fraction not in _WHOLE:
        offered = ", ".join(map(fraction_text, gpu.fractions))
        yield Problem(file, path, text, f"one of clearml:gpu.fractions ({offered}), or 1, 2, 4, 8 whole cards")


def _card_problems(file: str, queue: QueueDemand, fraction: float, gpu: GpuSettings) -> Iterator[Problem]:
    card, cards = queue.card, gpu.cards
    if card is None and (fraction < 1 or cards):
        listed = ", ".join(cards) or "no card in clearml:gpu.nodes"
        expected = f"a card, here or as clearml:workers.card: this cluster has {listed}"
        yield Problem(file, queue_path(queue.name, "card"), "nothing", expected)
    elif card is not None and queue.profile is None:
        offered = ", ".join(fraction_text(each) for each in gpu.fractions if gpu.profile(card, each)) or "none"
        possible = ", ".join(map(fraction_text, CARDS[card].fractions))
        expected = f"one of clearml:gpu.fractions that {card} has: {offered} (of all that it can have: {possible})"
        yield Problem(file, queue_path(queue.name, "fraction"), f"{fraction_text(fraction)} of {card}", expected)


def _unit_problems(file: str, queue: QueueDemand, units: float) -> Iterator[Problem]:
    fraction, usage = queue.settings.fraction or 0.0, queue.settings.usage
    needed = max(fraction, usage or 0.0)
    if needed > units:
        found = f"{fraction_text(needed)}, while workers.quota.gpuUnits is {fraction_text(units)}"
        key = "fraction" if fraction == needed else "usage"
        yield Problem(file, queue_path(queue.name, key), found, "at most the quota; otherwise its tasks never start")
    if usage is not None and usage < fraction:
        found = f"{fraction_text(usage)}, while a task gets {fraction_text(fraction)}"
        expected = "at least the fraction; otherwise the agent starts tasks that workers.quota.gpuUnits refuses"
        yield Problem(file, queue_path(queue.name, "usage"), found, expected)
