"""Sees in a Node object that GPUs have left MIG mode, so that a preview shows it and `pulumi up` switches it on again.

Hopper and newer cards leave MIG mode with each boot and each reload of the driver, and no command notices. With the
device plugin's strategy `mixed`, a GPU without MIG is one `nvidia.com/gpu` of the node, and one with MIG is none; the
label `nvidia.com/gpu.count` counts both (NVIDIA/k8s-device-plugin, internal/lm and internal/rm).
"""

from collections.abc import Mapping

from blueprint.settings.platform.gpu import GpuNodeSettings
from components.cluster.node import ObservedNode

WHOLE, COUNT, REPLICAS = "nvidia.com/gpu", "nvidia.com/gpu.count", "nvidia.com/gpu.replicas"
STRATEGY = "nvidia.com/mig.strategy"
CHANGE = "clearml-platform/mig-change"
"""Annotation of a node during a change of its MIG mode (commands/mig/maintenance.py); a killed command leaves it."""


def why_restored(settings: GpuNodeSettings, node: ObservedNode) -> str | None:
    """Why the node's command must run again; None if nothing shows that its GPUs are not in MIG mode.

    A node that is not ready, or that NVIDIA's feature discovery has not labelled, shows nothing.
    """
    if not node.is_ready:
        return None
    if CHANGE in node.annotations:
        return "a change of its MIG mode was interrupted"
    if node.labels.get(STRATEGY) != "mixed":
        return None
    whole, count = _number(node.allocatable.get(WHOLE)), _number(node.labels.get(COUNT))
    expected = max(count - len(settings.gpus), 0) * max(_number(node.labels.get(REPLICAS)), 1)
    if whole <= expected or not count:
        return None
    return f"GPUs have left MIG mode: {WHOLE} is {whole} on the node, {expected} with GPU {_list(settings)} in MIG mode"


def restores(
    nodes: Mapping[str, GpuNodeSettings], observed: Mapping[str, ObservedNode], previous: Mapping[str, int]
) -> dict[str, tuple[int, str | None]]:
    """Per node that the state has: how often its mode was restored, this run included, and why in this run.

    The number is part of the command's environment: it stays the same until the mode is lost again.
    """
    reasons = {name: why_restored(nodes[name], observed[name]) for name in nodes if name in previous}
    return {name: (previous[name] + (why is not None), why) for name, why in reasons.items()}


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() else 0


def _list(settings: GpuNodeSettings) -> str:
    return ", ".join(map(str, settings.gpus))
