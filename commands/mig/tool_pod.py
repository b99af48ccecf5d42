"""The pod through which MIG mode is switched while the device plugin is paused: a copy of its pod that only sleeps.

The copy has the device plugin's image, runtime class and mounts, so that `nvidia-smi` is in it as in the original, on
nodes with the operator's driver as well as with an installed one. It holds no GPU.
"""

from __future__ import annotations

from typing import Any

from commands.failure import Failure
from commands.mig.job import MigJob
from commands.mig.kubectl import KubectlResult, NodeKubectl
from commands.mig.polling import wait

LABELS = {"app": "clearml-mig-change"}
LIFETIME_SECONDS = 1800
"""After this time the pod ends by itself, if a killed run left it."""
SLEEP = ["/bin/sh", "-c", f"sleep {LIFETIME_SECONDS}"]
_TOKEN_VOLUME = "kube-api-access-"  # noqa: S105 - the prefix of a volume's name
_KEPT = ("image", "imagePullPolicy", "env", "envFrom", "securityContext", "resources")
_KEPT_OF_POD = ("runtimeClassName", "serviceAccountName", "imagePullSecrets", "priorityClassName", "securityContext")


def pod_name(node: str) -> str:
    """Name of the pod of a node."""
    return f"mig-change-{node}"[:253].rstrip("-.")


def copy_of(pod: dict[str, Any], job: MigJob) -> dict[str, Any]:
    """The manifest of the copy. It is placed by name, as the node is cordoned."""
    spec = pod["spec"]
    container = next(one for one in spec["containers"] if one["name"] == job.container)
    mounts = [one for one in container.get("volumeMounts", []) if not one["name"].startswith(_TOKEN_VOLUME)]
    names = {mount["name"] for mount in mounts}
    copied = {key: container[key] for key in _KEPT if key in container}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": pod_name(job.node), "namespace": job.namespace, "labels": LABELS},
        "spec": {
            **{key: spec[key] for key in _KEPT_OF_POD if key in spec},
            "nodeName": job.node,
            "restartPolicy": "Never",
            "activeDeadlineSeconds": LIFETIME_SECONDS,
            "terminationGracePeriodSeconds": 0,
            "automountServiceAccountToken": False,
            "tolerations": [{"operator": "Exists"}],
            "containers": [{"name": job.container, "command": SLEEP, "volumeMounts": mounts, **copied}],
            "volumes": [volume for volume in spec.get("volumes", []) if volume["name"] in names],
        },
    }


class ToolPod:
    """Runs programs in the copy."""

    def __init__(self, job: MigJob, kubectl: NodeKubectl) -> None:
        self._job = job
        self._kubectl = kubectl

    def start(self, plugin: dict[str, Any]) -> None:
        """Create the copy of the device plugin's pod. Raises Failure if it does not run within the time limit."""
        job = self._job
        self.remove()
        self._kubectl.create(copy_of(plugin, job))
        if not wait(self._runs, job.pod_seconds, f"node {job.node}: waiting for pod {pod_name(job.node)}"):
            raise Failure(
                f"node {job.node}: pod {pod_name(job.node)}, in which MIG mode is switched, does not run after "
                f"{job.pod_seconds:.0f} s: kubectl -n {job.namespace} describe pod {pod_name(job.node)}"
            )

    def run(self, *program: str) -> KubectlResult:
        """Run the program and return its output."""
        return self._kubectl.execute(self._job.namespace, pod_name(self._job.node), self._job.container, *program)

    def forget(self) -> None:
        """The name of the pod does not change."""

    def remove(self) -> None:
        """Delete the pod, if there is one."""
        self._kubectl.delete("pod", pod_name(self._job.node), self._job.namespace)

    def _runs(self) -> bool:
        pod = self._kubectl.find("pod", pod_name(self._job.node), "-n", self._job.namespace)
        states = (pod or {}).get("status", {}).get("containerStatuses", [])
        return any("running" in one.get("state", {}) for one in states)
