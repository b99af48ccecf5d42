"""Pods that hold the GPUs of a node: the GPU operator's own clients, and pods of tenants.

The clients are the DaemonSets that NVIDIA's MIG manager stops before a change (NVIDIA/mig-parted,
pkg/mig/reconfigure/reconfigure.go). A DaemonSet comes back with the node, so a reboot frees no GPU.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.kubernetes.api import Api

CLIENTS = frozenset(
    f"nvidia.com/gpu.deploy.{name}" for name in ("device-plugin", "gpu-feature-discovery", "dcgm-exporter", "dcgm")
)
ENDED = ("Succeeded", "Failed")


def holders(api: Api, node: str) -> list[str]:
    """Return the names of these pods."""
    pods = api.get(f"/api/v1/pods?fieldSelector=spec.nodeName={node}")["items"]
    return [pod["metadata"]["name"] for pod in pods if pod["status"].get("phase") not in ENDED and _holds(pod)]


def _holds(pod: Mapping[str, Any]) -> bool:
    is_client = bool(CLIENTS & set(pod["spec"].get("nodeSelector", {})))
    return is_client or any(name.startswith("nvidia.com/") for name in _resources(pod["spec"]))


def _resources(spec: Mapping[str, Any]) -> Iterator[str]:
    for container in spec["containers"]:
        yield from container.get("resources", {}).get("limits", {})
