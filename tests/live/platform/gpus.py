"""Runs a stack that has only the GPU stack, and reads the nodes' GPUs and labels."""

from pathlib import Path
from typing import Any

from tests.live.platform.site import Site
from tests.live.tenants import yaml_file
from tests.live.tenants.stack import NAME
from tests.sandbox.kubernetes.cluster import Kube

AMPERE, HOPPER = "gpu-a100-0", "gpu-h100-0"
CARDS = {AMPERE: "A100-40GB", HOPPER: "H100-80GB"}
LABEL = "cdmo.clear.ml/gpu-partitioning"
ON, OFF, PENDING = [(True, True)] * 2, [(False, False)] * 2, [(False, True)] * 2
"""Modes of a node's two GPUs, see `GpuSite.modes`."""
_ELSEWHERE = ("controlPlane", "redis", "billing", "applications", "billingRegistryToken", "billingKafkaPassword")


class GpuSite(Site):
    """A stack with GPU operator and CDMO; it needs no ClearML server."""

    def __init__(self, folder: Path, kube: Kube) -> None:
        super().__init__(folder, "http://127.0.0.1:9", kube)
        self.environ |= {"MIG_PAUSE_SECONDS": "0", "MIG_POD_SECONDS": "60"}
        self.without(*_ELSEWHERE)
        self.store("registryToken")

    def nodes(self, *names: str, **gpus: Any) -> None:
        """Set the nodes in MIG mode, with both of their GPUs; `gpus` are further keys of `clearml:gpu`."""
        nodes = {name: {"card": CARDS[name], "gpus": [0, 1]} for name in names}
        self.gpu(nodes=nodes, **gpus)

    def gpu(self, **keys: Any) -> None:
        """Replace keys of `clearml:gpu`."""
        known = yaml_file.read(self.folder / f"Pulumi.{NAME}.yaml")["config"]["clearml:gpu"]
        self.configure({"clearml:gpu": known | keys})

    def pools(self, **pools: Any) -> None:
        """Set the pools, and no nodes by name."""
        self.gpu(nodes={}, pools=pools)

    def modes(self, node: str) -> list[tuple[bool, bool]]:
        """MIG mode of each GPU: current, and pending until a reset."""
        return [(gpu.current, gpu.pending) for gpu in self.kube.gpu(node).gpus().gpus]

    def labels(self) -> dict[str, dict[str, str]]:
        """Per node: its labels."""
        return {one["metadata"]["name"]: one["metadata"]["labels"] for one in self.kube.get("nodes")}

    def labelled(self) -> set[str]:
        """The nodes that are labelled for CDMO."""
        return {name for name, labels in self.labels().items() if labels.get(LABEL) == "mig"}

    def new_gpus(self) -> None:
        """Reset the nodes' GPUs to their factory state."""
        for node in (AMPERE, HOPPER):
            self.kube.gpu(node).replace()


def mode(node: str) -> tuple[str, str]:
    """Kind and name of the resource that switches a node's MIG mode."""
    return ("Command", f"mig/{node}")


def label(node: str) -> tuple[str, str]:
    """Kind and name of the resource that labels a node."""
    return ("NodePatch", node)
