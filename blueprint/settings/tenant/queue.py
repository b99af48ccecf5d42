"""Owns what serves a tenant's queue: which part of a card, how many pods, on which nodes.

The queue on the server is `blueprint.settings.tenant.workers.Queue`; it must not know which cards the cluster has.
"""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, model_validator

from blueprint.settings.checking.expect import NumberExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.words.gpu import CardName
from blueprint.settings.words.images import Image
from blueprint.settings.words.kubernetes import Listed
from blueprint.settings.words.labels import LabelKey, Labels, LabelValue
from blueprint.settings.words.names import Count
from blueprint.settings.words.open_values import OpenValues

Fraction = Annotated[float, NumberExpectation(0.01, 8)]


class TolerationSettings(Model):
    """A taint that the queue's pods accept."""

    key: LabelKey
    """Key of the taint."""
    value: LabelValue | None = None
    """Its value; none means any."""
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None = None
    """Its effect; none means any."""


class QueueWorkersSettings(Model):
    """How tasks of one queue run. A queue that says nothing serves tasks without a GPU."""

    fraction: Fraction | None = None
    """Part of a card that each task gets: one of `clearml:gpu.fractions`; or 1, 2, 4, 8 whole cards."""
    gpu: Literal["none"] | None = None
    """`none` says that the queue serves tasks without a GPU, and means it."""
    card: CardName | None = None
    """Which card; none means `clearml:workers.card`."""
    injector: StrictBool = False
    """Whether ClearML's fractional GPU injector cuts the card, for cards without MIG: memory is fenced, time is shared.
    It must be in the cluster already (chart clearml-fractional-gpu-injector, 1.3.0 or later)."""
    max_pods: Count = 10
    """Tasks of this queue that run at the same time."""
    usage: Annotated[float, NumberExpectation(0, 8)] | None = None
    """What a task counts against quota.gpuUnits; none means its fraction. The guide's queue `default` counts 0.5
    without having a GPU."""
    image: Image | None = None
    """Image of tasks that name none."""
    node_selector: Labels = Field(default_factory=dict)
    """Labels that nodes must have."""
    tolerations: Listed[TolerationSettings] = ()
    """Taints that are accepted."""
    template: OpenValues = Field(default_factory=dict)
    """Pod template of the queue, merged last over the generated one (chart key queues.<q>.templateOverrides)."""

    @model_validator(mode="after")
    def means_what_it_says(self) -> "QueueWorkersSettings":
        """A fraction of no GPU has no meaning, and the injector takes whatever card there is."""
        if self.gpu == "none" and (self.fraction is not None or self.card is not None):
            raise mismatch("either gpu: none, or fraction and card", found="both", at="gpu")
        if self.injector and (self.fraction is None or self.card is not None):
            found = "no fraction" if self.fraction is None else "a card"
            raise mismatch("beside injector: a fraction and no card", found=found, at="injector")
        return self
