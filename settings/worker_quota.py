"""Owns what a tenant's workers may use at most, and the quantities in which Kubernetes counts.

It must not compute what a queue needs (`settings.worker_plan`).
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from settings.expect import Number, Says, Text, mismatch
from settings.model import Model
from settings.types import Count

_NUMBER = r"(?:0|[1-9]\d*)(?:\.\d+)?"
_CPU = rf"{_NUMBER}m?"
_MEMORY = rf"{_NUMBER}(?:k|[MGTPE]|[KMGTPE]i)?"


def parse_cpu(value: str) -> str | None:
    """Return an amount of CPU as it is, in cores or thousandths; None for anything else, Gi of CPU among them."""
    return value if re.fullmatch(_CPU, value) else None


def parse_memory(value: str) -> str | None:
    """Return an amount of memory as it is; None for anything else, thousandths of a byte among them."""
    return value if re.fullmatch(_MEMORY, value) else None


def parse_amount(value: str) -> str | None:
    """Return any quantity as it is, whatever it counts."""
    return parse_cpu(value) or parse_memory(value)


class Quantity(Text):
    """A text that may also be written as a whole number, as Kubernetes lets people do."""

    def check(self, value: object) -> str:
        """Return the quantity as a text."""
        return super().check(str(value) if type(value) is int else value)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe both forms for editors."""
        return {"type": ["string", "integer"]}


Cpu = Annotated[str, Quantity("an amount of CPU such as 64, 1.5 in quotes, or 500m", parse_cpu)]
Memory = Annotated[str, Quantity("an amount of memory such as 256Gi", parse_memory)]
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


Hard = Annotated[Mapping[str, str | None], BeforeValidator(_hard), Says(_HARD)]
GpuUnits = Annotated[float, Number(0, 100_000)]


class Quota(Model):
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
