"""The nodes of the sandbox's cluster as Kubernetes objects, with the labels of real GPU nodes.

Sources of the labels: Node Feature Discovery, GPU Feature Discovery and the GPU operator's `nvidia.com/gpu.deploy.*`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.kubernetes.cards import A100, H100, SimulatedCard

GPU_PRESENT = "nvidia.com/gpu.present"
GPUS_PER_NODE = 2
DRIVER = "570.124.06"
CUDA = "12.8"
KERNEL = "5.15.0-139-generic"
OPERANDS = (
    "container-toolkit",
    "dcgm",
    "dcgm-exporter",
    "device-plugin",
    "driver",
    "gpu-feature-discovery",
    "node-status-exporter",
    "operator-validator",
)
Labels = dict[str, str]


@dataclass(frozen=True)
class NodeSpec:
    """One node. `index` is part of its pods' addresses."""

    name: str
    index: int
    card: SimulatedCard | None = None
    control: bool = False


NODES = (
    NodeSpec("control-0", 0, control=True),
    NodeSpec("cpu-0", 1),
    NodeSpec("gpu-a100-0", 2, A100),
    NodeSpec("gpu-h100-0", 3, H100),
)
GPU_NODES = tuple(node for node in NODES if node.card is not None)


def manifest(node: NodeSpec, version: str) -> dict[str, object]:
    """Return the Node object as a kubelet would register it, `version` as in `v1.36.2`."""
    taints = [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}] if node.control else []
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": node.name, "labels": _labels(node)},
        "spec": {"podCIDR": f"10.244.{node.index}.0/24", "taints": taints},
        "status": {
            "capacity": _resources(node),
            "allocatable": _resources(node),
            "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
            "nodeInfo": _info(version),
        },
    }


def starting() -> dict[str, object]:
    """Return the status of a node whose kubelet has not reported yet."""
    return {"conditions": [{"type": "Ready", "status": "Unknown"}]}


def is_ready(node: Mapping[str, Any]) -> bool:
    """Return whether a Node object is ready."""
    conditions = node["status"].get("conditions", [])
    return any(condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions)


def boot() -> dict[str, object]:
    """Return the status of a node that has just been rebooted: a new boot ID."""
    return {"nodeInfo": {"bootID": str(uuid.uuid4())}}


def _labels(node: NodeSpec) -> Labels:
    common = {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/os": "linux",
        "kubernetes.io/hostname": node.name,
        "feature.node.kubernetes.io/cpu-cpuid.AVX2": "true",
        "feature.node.kubernetes.io/cpu-model.vendor_id": "AMD",
        "feature.node.kubernetes.io/kernel-version.full": KERNEL,
        "feature.node.kubernetes.io/system-os_release.ID": "ubuntu",
        "feature.node.kubernetes.io/system-os_release.VERSION_ID": "22.04",
    }
    role = {"node-role.kubernetes.io/control-plane": ""} if node.control else {}
    return common | role | (_gpu_labels(node.card) if node.card else {})


def _gpu_labels(card: SimulatedCard) -> Labels:
    major, minor = card.compute.split(".")
    labels = {
        "feature.node.kubernetes.io/pci-10de.present": "true",
        GPU_PRESENT: "true",
        "nvidia.com/gpu.product": card.product,
        "nvidia.com/gpu.family": card.family,
        "nvidia.com/gpu.count": str(GPUS_PER_NODE),
        "nvidia.com/gpu.replicas": "1",
        "nvidia.com/gpu.memory": str(card.memory_mib),
        "nvidia.com/gpu.compute.major": major,
        "nvidia.com/gpu.compute.minor": minor,
        "nvidia.com/mig.capable": "true",
        "nvidia.com/mig.strategy": "mixed",
        "nvidia.com/cuda.driver-version.full": DRIVER,
        "nvidia.com/cuda.driver-version.major": DRIVER.split(".")[0],
        "nvidia.com/cuda.runtime-version.full": CUDA,
        "nvidia.com/cuda.runtime-version.major": CUDA.split(".")[0],
    }
    return labels | {f"nvidia.com/gpu.deploy.{operand}": "true" for operand in OPERANDS}


def _resources(node: NodeSpec) -> dict[str, str]:
    usual = {"cpu": "64", "memory": "512Gi", "ephemeral-storage": "1Ti", "pods": "250"}
    if node.card is None:
        return usual
    return usual | {"nvidia.com/gpu": str(GPUS_PER_NODE)}


def _info(version: str) -> dict[str, str]:
    return {
        "architecture": "amd64",
        "operatingSystem": "linux",
        "osImage": "Ubuntu 22.04.5 LTS",
        "kernelVersion": KERNEL,
        "containerRuntimeVersion": "containerd://1.7.27",
        "kubeletVersion": version,
        "kubeProxyVersion": "",
        "machineID": uuid.uuid4().hex,
        "systemUUID": str(uuid.uuid4()),
        "bootID": str(uuid.uuid4()),
    }
