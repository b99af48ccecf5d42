"""Settings of the pods that run a queue's tasks: fraction of a card, number of pods, nodes.

The queue itself is `blueprint.settings.tenant.workers.QueueSettings`.
"""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StrictBool, model_validator

from blueprint.settings.checking.expect import NumberExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.checking.numerals import about_number
from blueprint.settings.words.gpu import CardName
from blueprint.settings.words.images import Image
from blueprint.settings.words.kubernetes import Listed
from blueprint.settings.words.labels import LabelKey, Labels, LabelValue
from blueprint.settings.words.names import Count
from blueprint.settings.words.open_values import OpenValues

Fraction = Annotated[float, NumberExpectation(0.01, 8)]


def _no_gpu(value: object) -> object:
    if value in (None, "none"):
        return value
    number = value if type(value) in (int, float) else about_number(value).rpartition(" ")[2] or "1"
    raise mismatch(f"the word none; a number of GPUs is fraction: {number}")


NoGpu = Annotated[Literal["none"], BeforeValidator(_no_gpu)]


class TolerationSettings(Model):
    """A taint that the queue's pods tolerate."""

    key: LabelKey
    """Key of the taint."""
    operator: Literal["Exists", "Equal"] | None = None
    """As in Kubernetes: `Exists` for any value, `Equal` for that of `value`; by default, what follows from `value`."""
    value: LabelValue | None = None
    """Value of the taint; by default, any."""
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None = None
    """Effect of the taint; by default, any."""

    @model_validator(mode="after")
    def check_operator(self) -> Self:
        """Refuse a value that the operator does not compare, and none where it compares one, as Kubernetes does."""
        if self.operator == "Exists" and self.value is not None:
            raise mismatch("no value, or operator: Equal", found="a value beside operator Exists", at="value")
        if self.operator == "Equal" and self.value is None:
            raise mismatch("a value, or operator: Exists", found="Equal without a value", at="operator")
        return self


class QueueWorkersSettings(Model):
    """How tasks of a queue run. Without any settings, the queue runs tasks without a GPU."""

    fraction: Fraction | None = None
    """Fraction of a card that each task gets, one of `clearml:gpu.fractions`; or 1, 2, 4 or 8 whole cards."""
    gpu: NoGpu | None = None
    """`none` states explicitly that the queue runs tasks without a GPU."""
    card: CardName | None = None
    """Card model for the queue's tasks; by default, `clearml:workers.card`."""
    injector: StrictBool = False
    """Whether ClearML's fractional GPU injector divides the card, for cards without MIG. Memory is limited per task,
    compute time is shared. The injector must already be installed (chart clearml-fractional-gpu-injector, 1.3.0 or
    later)."""
    max_pods: Count = 10
    """Number of tasks of this queue that run at the same time."""
    usage: Annotated[float, NumberExpectation(0, 8)] | None = None
    """GPU units that each task counts against `quota.gpuUnits`; by default, the task's fraction. In the guide, the
    queue `default` counts 0.5 although its tasks have no GPU."""
    image: Image | None = None
    """Image of tasks that do not set one."""
    node_selector: Labels = Field(default_factory=dict)
    """Labels that the nodes of the queue's tasks must have."""
    tolerations: Listed[TolerationSettings] = ()
    """Taints that the queue's pods tolerate."""
    template: OpenValues = Field(default_factory=dict)
    """Pod template of the queue, merged last over the generated one (chart key queues.<q>.templateOverrides)."""

    @model_validator(mode="after")
    def check_gpu_settings(self) -> "QueueWorkersSettings":
        """Refuse a fraction or card with `gpu: none`, and a card with the injector, which uses any card."""
        if self.gpu == "none" and (self.fraction is not None or self.card is not None):
            raise mismatch("either gpu: none, or fraction and card", found="both", at="gpu")
        if self.injector and (self.fraction is None or self.card is not None):
            found = "no fraction" if self.fraction is None else "a card"
            raise mismatch("a fraction and no card with injector", found=found, at="injector")
        return self
