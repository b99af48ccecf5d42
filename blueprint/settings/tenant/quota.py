"""Owns what a tenant's workers may use at most, and the quantities in which Kubernetes counts.

It must not compute what a queue needs (`blueprint.plan.workers.tenant`).
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from blueprint.settings.checking.expect import Expectation, NumberExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.words.names import Count
from blueprint.settings.words.quantities import (
    Cpu,
    Memory,
    parse_amount,
)

_HARD = "amounts as in a ResourceQuota's spec.hard; null takes a limit away"


def _hard(data: object) -> object:
    """Amounts as texts, by name; the API server knows which ones it counts."""
    if data is None:
        return {}
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise mismatch(_HARD)
    for key, value in data.items():
        known = value is None or (type(value) in (int, str) and parse_amount(str(value)) is not None)
        if not known:
            raise mismatch(_HARD, at=(key,))
    return {key: None if value is None else str(value) for key, value in sorted(data.items())}


Hard = Annotated[Mapping[str, str | None], BeforeValidator(_hard), Expectation(_HARD)]
GpuUnits = Annotated[float, NumberExpectation(0, 100_000)]


class QuotaSettings(Model):
    """What all pods of the tenant's tasks may use together; what agent and gateway need comes on top."""

    gpu_units: GpuUnits | None = None
    """Whole GPUs, or parts of one: the sum of the fractions of all running tasks."""
    pods: Count | None = None
    """Pods of tasks."""
    cpu: Cpu | None = None
    """CPU of all tasks, requests and limits."""
    memory: Memory | None = None
    """Memory of all tasks, requests and limits."""
    default_cpu: Cpu = "1"
    """What a task's container gets that says nothing, where `cpu` is given: Kubernetes refuses it otherwise."""
    default_memory: Memory = "4Gi"
    """The same for memory."""
    hard: Hard = Field(default_factory=dict)
    """Limits as in ResourceQuota.spec.hard, laid over those that follow from the rest; null takes one away. For charts
    that bring more than is known of them, such as a Service of type LoadBalancer. Pods, CPU, memory and GPUs no lower
    than they follow: the agent would start tasks that Kubernetes refuses."""
