"""Who still uses the GPUs of a node: pods that hold `nvidia.com/*` resources, the operator's own left out."""

from __future__ import annotations

from typing import Any

from commands.failure import Failure
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.patience import wait

SHOWN = 5
"""How many pods a message names."""


def require_none(job: MigJob, kubectl: NodeKubectl, mode: str) -> None:
    """Raises Failure while workers run on the node; MIG then stays `mode`. Ending ones get `pod_seconds` to go."""

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
    here = f"spec.nodeName={job.node},status.phase!=Succeeded,status.phase!=Failed"
    pods = kubectl.items("pods", "--all-namespaces", "--field-selector", here)
    return [pod for pod in pods if pod["metadata"]["namespace"] != job.namespace]


def _holds_gpu(pod: dict[str, Any]) -> bool:
    containers = pod["spec"].get("containers", []) + pod["spec"].get("initContainers", [])
    resources = [container.get("resources", {}) for container in containers]
    amounts = [r.get(side, {}) for r in resources for side in ("requests", "limits")]
    return any(name.startswith("nvidia.com/") and str(n) != "0" for held in amounts for name, n in held.items())


def _refusal(job: MigJob, pods: list[dict[str, Any]], mode: str) -> str:
    names = sorted(f"{pod['metadata']['namespace']}/{pod['metadata']['name']}" for pod in pods)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return (
        f"node {job.node}: MIG stays {mode}, workers still run on it: {', '.join(names[:SHOWN])}{more}; "
        "remove their queues or agents first, then run pulumi again"
    )
