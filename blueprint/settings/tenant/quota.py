"""Settings of a tenant's quota: the upper limit of the resources of its tasks."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from blueprint.settings.checking.expect import Expectation, NumberExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.words.kubernetes import ObjectName
from blueprint.settings.words.names import ByKey, Count, Limit
from blueprint.settings.words.quantities import (
    Cpu,
    Memory,
    parse_amount,
)

_HARD = "quantities as in a ResourceQuota's spec.hard, or null to remove a limit"


def _hard(data: object) -> object:
    """Return the quantities as strings; only the API server can check the resource names."""
    if data is None:
        return {}
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise mismatch(_HARD)
    for key, value in data.items():
        valid = value is None or (type(value) in (int, str) and parse_amount(str(value)) is not None)
        if not valid:
            raise mismatch(_HARD, at=(key,))
    return {key: None if value is None else str(value) for key, value in sorted(data.items())}


Hard = Annotated[Mapping[str, str | None], BeforeValidator(_hard), Expectation(_HARD)]
GpuUnits = Annotated[float, NumberExpectation(0, 100_000)]


class QuotaSettings(Model):
    """Upper limit of the resources of all task pods of the tenant; agent and gateway are added on top."""

    gpu_units: GpuUnits | None = None
    """Number of GPUs, possibly fractional: the sum of the fractions of all running tasks."""
    pods: Count | None = None
    """Number of task pods."""
    cpu: Cpu | None = None
    """CPU of all tasks, for requests and for limits."""
    memory: Memory | None = None
    """Memory of all tasks, for requests and for limits."""
    default_cpu: Cpu = "1"
    """CPU of a task's container that does not set any, if `quota.cpu` is set; Kubernetes would refuse the container
    otherwise."""
    default_memory: Memory = "4Gi"
    """Memory of a task's container that does not set any, if `quota.memory` is set; Kubernetes would refuse the
    container otherwise."""
    storage: Memory | None = None
    """Storage of all volume claims of the tenant; that of its own Redis is added on top."""
    storage_classes: ByKey[ObjectName, Memory] = Field(default_factory=dict)
    """Storage of all volume claims per storage class; `0` closes a class. The claim of the tenant's own Redis counts
    too, in the class that it uses."""
    volumes: Limit | None = None
    """Number of volume claims; that of the tenant's own Redis is added on top."""
    ephemeral_storage: Memory | None = None
    """Space on the nodes' disks for all tasks (logs, writable layers, emptyDir volumes), for requests and limits."""
    default_ephemeral_storage: Memory = "10Gi"
    """Ephemeral storage of a container that does not set any, if `quota.ephemeralStorage` is set; Kubernetes would
    refuse the container otherwise. Containers of agent, gateway and Redis get it too."""
    hard: Hard = Field(default_factory=dict)
    """Limits as in ResourceQuota.spec.hard, which override the computed ones; null removes a limit. Intended for charts
    that create further objects, such as a Service of type LoadBalancer. Limits of pods, CPU, memory and GPUs must not
    be lower than the computed ones, because the agent would start tasks that Kubernetes refuses."""
