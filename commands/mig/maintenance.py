"""Cordons a node and pauses the GPU operator's own clients of its GPUs, which otherwise keep a card in use.

The labels and the waiting are those of NVIDIA's MIG manager (NVIDIA/mig-parted, pkg/mig/reconfigure/reconfigure.go,
shutdownKubernetesGPUClients). An annotation records what has to be undone, so that the next command completes what a
killed one left.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from commands.failure import Failure
from commands.mig.device_plugin import DevicePluginPod
from commands.mig.gpu_pod import GpuPod
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.polling import wait
from commands.mig.tool_pod import ToolPod
from commands.mig.workers import require_none

MARK = "clearml-platform/mig-change"
"""Annotation of a node during a change; its value is UNCORDON or STAY."""
UNCORDON, STAY = "uncordon", "stay-cordoned"
PAUSED = "paused-for-mig-change"
"""NVIDIA's value of a label `nvidia.com/gpu.deploy.*` during a change; the operator leaves such a label alone."""
CLIENTS = tuple(
    f"nvidia.com/gpu.deploy.{name}"
    for name in ("device-plugin", "gpu-feature-discovery", "dcgm-exporter", "dcgm", "nvsm", "client")
)
Node = dict[str, Any]


@contextmanager
def maintenance(job: MigJob, kubectl: NodeKubectl, plugin: DevicePluginPod, mode: str) -> Iterator[GpuPod]:
    """Yield the pod in which MIG mode is switched while no client of the operator runs; then undo everything.

    `mode` is what MIG stays in a refusal, on or off. Raises Failure, with the node as it was, while pods of tenants
    hold its GPUs, or if a client does not end within the time limit.
    """
    require_none(job, kubectl, mode)
    template = plugin.pod()
    node = _node(job, kubectl)
    tool = ToolPod(job, kubectl)
    try:
        _cordon(job, kubectl, node)
        # Once more: a task may have been placed on the node before it was cordoned.
        require_none(job, kubectl, mode)
        paused = [label for label in CLIENTS if node["metadata"].get("labels", {}).get(label, "false") != "false"]
        if paused:
            tool.start(template)
            _pause(job, kubectl, paused)
        yield tool if paused else plugin
    finally:
        plugin.forget()
        recover(job, kubectl)


def recover(job: MigJob, kubectl: NodeKubectl) -> None:
    """Resume the clients, uncordon the node and remove the pod, if this or a killed command has left the annotation."""
    node = _node(job, kubectl)
    state = node["metadata"].get("annotations", {}).get(MARK)
    if state is None:
        return
    labels = node["metadata"].get("labels", {})
    resumed = {label: "true" for label in CLIENTS if labels.get(label) == PAUSED}
    schedulable = {"spec": {"unschedulable": None}} if state == UNCORDON else {}
    ToolPod(job, kubectl).remove()
    kubectl.merge("node", job.node, {"metadata": {"labels": resumed, "annotations": {MARK: None}}, **schedulable})


def _cordon(job: MigJob, kubectl: NodeKubectl, node: Node) -> None:
    state = STAY if node.get("spec", {}).get("unschedulable") else UNCORDON
    patch = {"metadata": {"annotations": {MARK: state}}, "spec": {"unschedulable": True}}
    kubectl.merge("node", job.node, patch)


def _pause(job: MigJob, kubectl: NodeKubectl, labels: list[str]) -> None:
    kubectl.merge("node", job.node, {"metadata": {"labels": dict.fromkeys(labels, PAUSED)}})
    left: list[str] = []

    def gone() -> bool:
        left[:] = _clients(job, kubectl, labels)
        return not left

    if not wait(gone, job.pod_seconds, f"node {job.node}: waiting for the GPU operator's own pods to end"):
        raise Failure(
            f"node {job.node}: pods of the GPU operator do not end within {job.pod_seconds:.0f} s: {', '.join(left)}; "
            f"check that the node is Ready, then run Pulumi again"
        )


def _clients(job: MigJob, kubectl: NodeKubectl, labels: list[str]) -> list[str]:
    """Pods on the node whose DaemonSet selects nodes by one of the labels."""
    pods = kubectl.items("pods", "--all-namespaces", "--field-selector", f"spec.nodeName={job.node}")
    return sorted(pod["metadata"]["name"] for pod in pods if _is_client(pod, labels))


def _is_client(pod: Node, labels: list[str]) -> bool:
    owners = {owner["kind"] for owner in pod["metadata"].get("ownerReferences", [])}
    return "DaemonSet" in owners and bool(set(labels) & set(pod["spec"].get("nodeSelector", {})))


def _node(job: MigJob, kubectl: NodeKubectl) -> Node:
    node = kubectl.find("node", job.node)
    if node is None:
        raise Failure(f"node {job.node} has left the cluster during the change; run Pulumi again")
    return node
