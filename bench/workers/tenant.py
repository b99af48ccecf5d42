"""A tenant with both halves: the benchmark's account, and the workers that serve its queues."""

from collections.abc import Mapping
from typing import Any

from bench.tenant import BenchTenant

SERVICES: Mapping[str, Mapping[str, Any]] = {
    "default": {"fraction": 0.5, "maxPods": 6},
    "gpu-full": {"fraction": 1},
    "cpu": {"gpu": "none"},
}
"""Queue and its service; the names are bench.tenant.QUEUES."""
QUOTA: Mapping[str, Any] = {"gpuUnits": 3, "pods": 24, "cpu": 64, "memory": "256Gi"}
DOMAIN = "clearml.example"


def file(tenant: BenchTenant) -> Mapping[str, Any]:
    """The tenant file."""
    workers = {
        "quota": dict(QUOTA),
        "queues": {name: dict(service) for name, service in SERVICES.items()},
        "gateway": {"host": f"{tenant.slug}.apps.{DOMAIN}"},
    }
    return {**tenant.file(), "workers": workers}
