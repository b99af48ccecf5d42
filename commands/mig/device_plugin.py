"""The pod through which a node's `nvidia-smi` is called: NVIDIA's device plugin, privileged, one on every GPU node."""

from __future__ import annotations

from typing import Any

from commands.failure import Failure
from commands.mig.job import MigJob
from commands.mig.kubectl import KubectlResult, NodeKubectl
from commands.mig.polling import wait


class DevicePluginPod:
    """Runs programs in the device plugin's container on one node; waits for its pod first."""

    def __init__(self, job: MigJob, kubectl: NodeKubectl) -> None:
        self._job = job
        self._kubectl = kubectl
        self._pod: dict[str, Any] | None = None

    def run(self, *program: str) -> KubectlResult:
        """Run the program and return its output. Raises Failure if no pod runs within the time limit."""
        name = str(self.pod()["metadata"]["name"])
        return self._kubectl.execute(self._job.namespace, name, self._job.container, *program)

    def pod(self) -> dict[str, Any]:
        """The pod. Raises Failure if none runs within the time limit."""
        if self._pod is None:
            self._pod = self._wait()
        return self._pod

    def forget(self) -> None:
        """Look the pod up again on the next run: the operator restarts it when GPUs change."""
        self._pod = None

    def _wait(self) -> dict[str, Any]:
        pods: list[dict[str, Any]] = []

        def runs() -> bool:
            pods[:] = sorted(self._pods(), key=self._runs, reverse=True)
            return bool(pods) and self._runs(pods[0])

        if not wait(runs, self._job.pod_seconds, f"node {self._job.node}: waiting for the device plugin's pod"):
            raise Failure(self._missing(pods))
        return pods[0]

    def _pods(self) -> list[dict[str, Any]]:
        on_node = f"spec.nodeName={self._job.node}"
        return self._kubectl.items(
            "pods", "-n", self._job.namespace, "-l", self._job.selector, "--field-selector", on_node
        )

    def _runs(self, pod: dict[str, Any]) -> bool:
        """Whether the pod is Running, not being deleted, and the container is up, which Running does not imply."""
        if pod["status"].get("phase") != "Running" or "deletionTimestamp" in pod["metadata"]:
            return False
        states = {c["name"]: c.get("state", {}) for c in pod["status"].get("containerStatuses", [])}
        return "running" in states.get(self._job.container, {})

    def _missing(self, pods: list[dict[str, Any]]) -> str:
        job = self._job
        phases = ", ".join(f"{pod['metadata']['name']} is {pod['status'].get('phase')}" for pod in pods)
        return (
            f"node {job.node}: no running device plugin pod after {job.pod_seconds:.0f} s (namespace {job.namespace}, "
            f"selector {job.selector}, container {job.container}): {phases or 'there is none'}; check the GPU operator "
            f"and that the node is Ready: kubectl -n {job.namespace} get pods -o wide"
        )
