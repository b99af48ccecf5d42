"""The GPUs of a node as its kubelet and NVIDIA's feature discovery report them after a change of the MIG mode.

Whole GPUs are those without MIG, with the device plugin's strategy `mixed`; a resource that is gone stays with 0, as
the kubelet leaves it. Instead of instances that ClearML's operator creates on demand, every profile counts as often as
it fits. The label `replicas` is 0 if no GPU is whole, and `count` counts all (NVIDIA/k8s-device-plugin, internal/lm).
"""

from __future__ import annotations

from sandbox.kubernetes.api import Api
from sandbox.kubernetes.gpu.state import Gpus

REPLICAS = "nvidia.com/gpu.replicas"


def resources(gpus: Gpus) -> dict[str, str]:
    """Return amounts by resource name."""
    sliced = sum(gpu.current for gpu in gpus.gpus)
    slices = {profile.resource: str(profile.fit * sliced) for profile in gpus.card.profiles}
    return {"nvidia.com/gpu": str(len(gpus.gpus) - sliced)} | slices


def advertise(api: Api, node: str, gpus: Gpus) -> None:
    """Write amounts and label to the Node object. Raises OSError, and KubernetesApiError."""
    amounts = resources(gpus)
    replicas = "1" if int(amounts["nvidia.com/gpu"]) else "0"
    api.merge(f"/api/v1/nodes/{node}/status", {"status": {"capacity": amounts, "allocatable": amounts}})
    api.merge(f"/api/v1/nodes/{node}", {"metadata": {"labels": {REPLICAS: replicas}}})
