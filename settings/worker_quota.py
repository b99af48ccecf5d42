"""Owns what a tenant's workers may use at most, and the quantities in which Kubernetes counts.

It must not compute what a queue needs (`settings.worker_plan`).
"""

import re
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from settings.expect import Number, Text
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
