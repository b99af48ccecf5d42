"""A node of a cluster, as far as the program looks at it before it creates anything."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PRODUCT, PRESENT = "nvidia.com/gpu.product", "nvidia.com/gpu.present"
DISCOVERED = "feature.node.kubernetes.io/"
"""Prefix of the labels of Node Feature Discovery, which every node has after discovery."""
NVIDIA_DEVICE = re.compile(rf"{DISCOVERED}pci-(?:\w+_)?10de(?:_\w+)?\.present")
"""Node Feature Discovery's label for an NVIDIA device, set before the GPU operator's (NFD, "PCI"; 10de is NVIDIA)."""


@dataclass(frozen=True)
class ObservedNode:
    """A node of the cluster. `boot_id` changes with every boot; `allocatable` are amounts by resource."""

    name: str
    labels: Mapping[str, str]
    boot_id: str
    allocatable: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    is_ready: bool = True

    @property
    def product(self) -> str | None:
        """The GPU model in the label of NVIDIA's feature discovery."""
        return self.labels.get(PRODUCT)

    @property
    def lacks_gpu(self) -> bool:
        """Whether feature discovery ran on the node and found no GPU. False if it has not run yet."""
        discovered = any(label.startswith(DISCOVERED) for label in self.labels)
        has_device = any(NVIDIA_DEVICE.fullmatch(label) for label in self.labels)
        return discovered and not has_device and self.labels.get(PRESENT) != "true" and self.product is None


def observed(raw: Any) -> ObservedNode:
    """Parse a Node object."""
    metadata, status = raw["metadata"], raw.get("status", {})
    conditions = {one["type"]: one["status"] for one in status.get("conditions", [])}
    return ObservedNode(
        name=metadata["name"],
        labels=metadata.get("labels", {}),
        boot_id=status.get("nodeInfo", {}).get("bootID", ""),
        allocatable=status.get("allocatable", {}),
        annotations=metadata.get("annotations", {}),
        is_ready=conditions.get("Ready") == "True",
    )
