"""The pod through which a node's `nvidia-smi` is reached: NVIDIA's device plugin, privileged, one on every GPU node."""

from __future__ import annotations

from typing import Any

from commands.failure import Failure
from commands.mig.job import MigJob
from commands.mig.kubectl import KubectlAnswer, NodeKubectl
from commands.mig.patience import wait


class DevicePluginPod:
    """Runs programs in the device plugin's container of one node; finds its pod first, and waits for it."""

    def __init__(self, job: MigJob, kubectl: NodeKubectl) -> None:
        self._job = job
        self._kubectl = kubectl
        self._pod = ""

    def run(self, *program: str) -> KubectlAnswer:
        """What the program printed. Raises Failure when there is no running pod in time."""
        if not self._pod:
            self._pod = self._wait()
        return self._kubectl.execute(self._job.namespace, self._pod, self._job.container, *program)

    def forget(self) -> None:
        """Look for the pod again next time: the operator restarts it when GPUs change."""
        self._pod = ""

    def _wait(self) -> str:
        pods: list[dict[str, Any]] = []

        def runs() -> bool:
            pods[:] = sorted(self._pods(), key=self._runs, reverse=True)
            return bool(pods) and self._runs(pods[0])

        if not wait(runs, self._job.pod_seconds, f"node {self._job.node}: waiting for the device plugin's pod"):
            raise Failure(self._missing(pods))
        return str(pods[0]["metadata"]["name"])

    def _pods(self) -> list[dict[str, Any]]:
        here = f"spec.nodeName={self._job.node}"
        return self._kubectl.items(
            "pods", "-n", self._job.namespace, "-l", self._job.selector, "--field-selector", here
        )

    def _runs(self, pod: dict[str, Any]) -> bool:
        """Running, staying, and with our container up (a pod is Running while a container restarts)."""
        if pod["status"].get("phase") != "Running" or "deletionTimestamp" in pod["metadata"]:
            return False
        states = {c["name"]: c.get("state", {}) for c in pod["status"].get("containerStatuses", [])}
        return "running" in states.get(self._job.container, {})

    def _missing(self, pods: list[dict[str, Any]]) -> str:
        job = self._job
        seen = ", ".join(f"{pod['metadata']['name']} is {pod['status'].get('phase')}" for pod in pods)
        return (
            f"node {job.node}: no running device plugin pod after {job.pod_seconds:.0f} s (namespace {job.namespace}, "
            f"selector {job.selector}, container {job.container}): {seen or 'there is none'}; check the GPU operator "
            f"and that the node is Ready: kubectl -n {job.namespace} get pods -o wide"
        )
