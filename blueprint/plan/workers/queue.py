"""Resolves what one queue's tasks ask of the cluster: a MIG profile, whole cards or no GPU, and CPU and memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from blueprint.catalog.gpu import Profile
from blueprint.plan.workers.template import Template, task_limit
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.tenant.queue import QueueWorkersSettings
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words import arithmetic as quantity
from blueprint.settings.words.gpu import fraction_text

WHOLE_CARDS = "nvidia.com/gpu"
"""The resource of cards that are not cut."""
SMALLEST_SHARE = 0.0625
"""The only share of the fractional GPU injector that its label writes with four decimals."""


@dataclass(frozen=True)
class TaskDemand:
    """CPU and memory of one task of a queue, and how many tasks the queue asks for."""

    needs: Mapping[str, Fraction]
    """By `cpu` and `memory`: the limit of the queue's pod template, or the namespace's default."""
    own_limits: frozenset[str]
    """Which of them the template limits."""
    max_pods: int
    """Tasks at the same time: the number in the file, or the default as an upper bound."""
    states_max_pods: bool


@dataclass(frozen=True)
class QueueDemand:
    """What one queue asks for, with the platform's defaults filled in."""

    name: str
    settings: QueueWorkersSettings
    card: str | None
    """Which card, as `blueprint.catalog.gpu` names it; None for no GPU, or for whole cards of any kind."""
    profile: Profile | None
    """The MIG profile of the fraction; None for no GPU, whole cards and the injector."""
    usage: float
    """What a task counts against quota.gpuUnits."""
    tasks: TaskDemand

    @property
    def whole_gpus(self) -> int:
        """Whole cards per task; 0 for a profile, the injector and no GPU."""
        cut = self.profile is not None or self.settings.injector
        return 0 if cut else int(self.settings.fraction or 0)

    @property
    def injector(self) -> str | None:
        """Value of the label by which the fractional GPU injector recognizes the share, such as 0.250; None without it.

        The injector compares texts: three decimals, and four for a sixteenth.
        """
        fraction = self.settings.fraction
        if fraction is None or not self.settings.injector:
            return None
        return fraction_text(fraction) if fraction == SMALLEST_SHARE else f"{fraction:.3f}"

    @property
    def resource(self) -> str | None:
        """The resource that a task's container requests; None for no GPU, and if the injector requests it."""
        if self.profile is not None:
            return self.profile.resource
        return WHOLE_CARDS if self.whole_gpus else None

    @property
    def amount(self) -> int:
        """How many of `resource` a task requests."""
        return 1 if self.profile is not None else self.whole_gpus


def queue_demand(
    name: str, queue: QueueWorkersSettings, quota: QuotaSettings, gpu: GpuSettings | None, card: str | None
) -> QueueDemand:
    """Resolve one queue; `card` is that of queues that name none. A queue that cannot be served resolves too."""
    fraction = queue.fraction
    usage = queue.usage if queue.usage is not None else (fraction or 0.0)
    tasks = _tasks(queue.template, queue.max_pods, "max_pods" in queue.model_fields_set, quota)
    if fraction is None or gpu is None or queue.injector:
        return QueueDemand(name, queue, None, None, usage, tasks)
    card = queue.card or card or _only_card(gpu)
    profile = gpu.profile(card, fraction) if card and fraction in gpu.fractions else None
    return QueueDemand(name, queue, card, profile, usage, tasks)


def _tasks(template: Template, max_pods: int, states_max_pods: bool, quota: QuotaSettings) -> TaskDemand:
    defaults = {"cpu": quantity.amount(quota.default_cpu), "memory": quantity.amount(quota.default_memory)}
    limits = {key: limit for key in defaults if (limit := task_limit(template, key)) is not None}
    return TaskDemand(defaults | limits, frozenset(limits), max_pods, states_max_pods)


def _only_card(gpu: GpuSettings) -> str | None:
    return gpu.cards[0] if len(gpu.cards) == 1 else None
