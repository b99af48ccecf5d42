"""Finds the pods that hold a node's GPUs (`nvidia.com/*` resources), except the GPU operator's own."""

from __future__ import annotations

from typing import Any

from commands.failure import Failure
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.polling import wait

MAX_NAMES = 5
"""How many pods a message names."""
DRAIN = "--ignore-daemonsets --delete-emptydir-data --force"
"""Options of `kubectl drain`: pods of ClearML's agent have no controller, without `--force` they are refused."""


def require_none(job: MigJob, kubectl: NodeKubectl, mode: str) -> None:
    """Raises Failure while pods of tenants hold GPUs of the node; `mode` is what MIG stays, on or off.

    Pods that are terminating have `pod_seconds` to end.
    """

    def gone() -> bool:
        pods = _workers(job, kubectl)
        staying = [pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]
        if staying:
            raise Failure(_refusal(job, staying, mode))
        return not pods

    if not wait(gone, job.pod_seconds, f"node {job.node}: waiting for workers to end"):
        raise Failure(_refusal(job, _workers(job, kubectl), mode))


def _workers(job: MigJob, kubectl: NodeKubectl) -> list[dict[str, Any]]:
    return [pod for pod in _running(job, kubectl) if _holds_gpu(pod)]


def _running(job: MigJob, kubectl: NodeKubectl) -> list[dict[str, Any]]:
    selector = f"spec.nodeName={job.node},status.phase!=Succeeded,status.phase!=Failed"
    pods = kubectl.items("pods", "--all-namespaces", "--field-selector", selector)
    return [pod for pod in pods if pod["metadata"]["namespace"] != job.namespace]


def _holds_gpu(pod: dict[str, Any]) -> bool:
    containers = pod["spec"].get("containers", []) + pod["spec"].get("initContainers", [])
    resources = [container.get("resources", {}) for container in containers]
    amounts = [r.get(side, {}) for r in resources for side in ("requests", "limits")]
    return any(name.startswith("nvidia.com/") and str(n) != "0" for amount in amounts for name, n in amount.items())


def _refusal(job: MigJob, pods: list[dict[str, Any]], mode: str) -> str:
    names = sorted(f"{pod['metadata']['namespace']}/{pod['metadata']['name']}" for pod in pods)
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    kubectl, node = f"kubectl --context {job.context}", job.node
    return (
        f"node {node}: MIG stays {mode}, pods hold its GPUs: {', '.join(names[:MAX_NAMES])}{more}; wait until they end "
        f"after `{kubectl} cordon {node}`, or end them by `{kubectl} drain {node} {DRAIN}`; then run Pulumi again, and "
        f"`{kubectl} uncordon {node}`"
    )
