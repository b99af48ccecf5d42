"""Who still uses the GPUs of a node: pods that hold `nvidia.com/*` resources, the operator's own left out."""

from __future__ import annotations

import time
from typing import Any

from commands.failure import Failure
from commands.mig.job import Job
from commands.mig.kubectl import Kubectl

POLL_SECONDS = 2.0
SHOWN = 5
"""How many pods a message names."""


def require_none(job: Job, kubectl: Kubectl) -> None:
    """Raises Failure while workers run on the node. Those that are ending get `pod_seconds` to go."""
    give_up = time.monotonic() + job.pod_seconds
    while True:
        pods = [pod for pod in _running(job, kubectl) if _holds_gpu(pod)]
        staying = [pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]
        if not pods:
            return
        if staying or time.monotonic() >= give_up:
            raise Failure(_refusal(job, staying or pods))
        time.sleep(POLL_SECONDS)


def _running(job: Job, kubectl: Kubectl) -> list[dict[str, Any]]:
    here = f"spec.nodeName={job.node},status.phase!=Succeeded,status.phase!=Failed"
    pods = kubectl.items("pods", "--all-namespaces", "--field-selector", here)
    return [pod for pod in pods if pod["metadata"]["namespace"] != job.namespace]


def _holds_gpu(pod: dict[str, Any]) -> bool:
    containers = pod["spec"].get("containers", []) + pod["spec"].get("initContainers", [])
    resources = [container.get("resources", {}) for container in containers]
    amounts = [r.get(side, {}) for r in resources for side in ("requests", "limits")]
    return any(name.startswith("nvidia.com/") and str(n) != "0" for held in amounts for name, n in held.items())


def _refusal(job: Job, pods: list[dict[str, Any]]) -> str:
    names = sorted(f"{pod['metadata']['namespace']}/{pod['metadata']['name']}" for pod in pods)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return (
        f"node {job.node}: MIG stays on, workers still run on it: {', '.join(names[:SHOWN])}{more}; "
        "remove their queues or agents first, then run pulumi again"
    )
