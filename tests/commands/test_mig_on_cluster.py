"""MIG on a real Kubernetes API: `kubectl exec` into the device plugin's pod reaches the node's own nvidia-smi."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands.fake_cluster import ENVIRONMENT, ROOT, Result
from tests.sandbox.kubernetes.cluster import Kube, kube

__all__ = ["kube"]
pytestmark = pytest.mark.engine

AMPERE, HOPPER = "gpu-a100-0", "gpu-h100-0"
WORKER = "clearml-id-1"


def pod_spec(name: str, **more: Any) -> dict[str, Any]:
    tolerate = [{"operator": "Exists"}]
    return {"containers": [{"name": name, "image": "sandbox/any:1", **more}], "tolerations": tolerate}


def manifests() -> list[dict[str, Any]]:
    """Two clients of the GPU operator, which hold the GPUs, and a tenant's namespace."""
    return [
        *({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in ("gpu-operator", "acme")),
        *map(daemon_set, ("device-plugin", "dcgm-exporter")),
    ]


def daemon_set(name: str) -> dict[str, Any]:
    """A client of the GPU operator."""
    labels = {"app": f"nvidia-{name}-daemonset"}
    spec = pod_spec(f"nvidia-{name}") | {"nodeSelector": {f"nvidia.com/gpu.deploy.{name}": "true"}}
    daemons = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec}}
    metadata = {"name": f"nvidia-{name}-daemonset", "namespace": "gpu-operator"}
    return {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": metadata, "spec": daemons}


class Cluster:
    """A cluster with a device plugin, and commands.mig run against it."""

    def __init__(self, kube: Kube) -> None:
        self.kube = kube

    def run(self, verb: str, node: str = AMPERE, **changes: str) -> Result:
        process = self.start(verb, node, **changes)
        out, err = process.communicate(timeout=120)
        return Result(process.returncode, out, err)

    def start(self, verb: str, node: str = AMPERE, **changes: str) -> subprocess.Popen[str]:
        settings = {"MIG_NODE": node, "MIG_GPUS": "0,1", "MIG_CONTEXT": self.kube.context, "MIG_POD_SECONDS": "30"}
        environ = os.environ | ENVIRONMENT | settings | {"KUBECONFIG": str(self.kube.kubeconfig)} | changes
        command = [sys.executable, "-m", "commands.mig", verb]
        return subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def node(self, name: str) -> dict[str, Any]:
        """Labels, annotations and schedulability of a node."""
        node = next(one for one in self.kube.get("nodes") if one["metadata"]["name"] == name)
        labels = {key: value for key, value in node["metadata"]["labels"].items() if not key.endswith(".replicas")}
        spec = {key: value for key, value in node["spec"].items() if key in ("unschedulable", "taints")}
        return {"labels": labels, "annotations": node["metadata"].get("annotations", {}), "spec": spec}

    def modes(self, node: str = AMPERE) -> list[tuple[bool, bool]]:
        return [(gpu.current, gpu.pending) for gpu in self.kube.gpu(node).gpus().gpus]

    def apply(self, *objects: dict[str, Any]) -> None:
        self.kube.kubectl("apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))


@pytest.fixture(scope="module")
def cluster(kube: Kube) -> Cluster:
    cluster = Cluster(kube)
    cluster.apply(*manifests())
    return cluster


@pytest.fixture(autouse=True)
def _new_gpus(cluster: Cluster) -> None:
    """Replace the GPUs before every test."""
    for node in (AMPERE, HOPPER):
        cluster.kube.gpu(node).replace()


def on(node: str) -> list[str]:
    name = "NVIDIA A100-SXM4-40GB" if node == AMPERE else "NVIDIA H100 80GB HBM3"
    return [f"node {node}: GPU {index} ({name}): MIG is on" for index in (0, 1)]


@pytest.mark.parametrize("node", [AMPERE, HOPPER])
def test_enabled_and_enabled_already(cluster: Cluster, node: str) -> None:
    first = cluster.run("enable", node)
    assert first.lines == on(node)
    assert cluster.modes(node) == [(True, True)] * 2
    assert cluster.run("enable", node) == first


def test_a_reboot_takes_the_mode_from_hopper_but_not_from_ampere(cluster: Cluster) -> None:
    for node in (AMPERE, HOPPER):
        cluster.run("enable", node)
        cluster.kube.gpu(node).apply("rebooted")
    assert (cluster.modes(AMPERE), cluster.modes(HOPPER)) == ([(True, True)] * 2, [(False, False)] * 2)
    assert cluster.run("enable", HOPPER, MIG_BOOT_ID="the next one").lines == on(HOPPER)


def test_pending_asks_for_a_reboot_that_then_suffices(cluster: Cluster) -> None:
    cluster.kube.gpu(AMPERE).apply("pending")
    line = cluster.run("enable").line
    assert line.startswith(f"node {AMPERE}: GPU 0 (NVIDIA A100-SXM4-40GB) is waiting for a reset (not supported)")
    assert f"GPU 1 (NVIDIA A100-SXM4-40GB) is waiting for a reset (not supported): reboot node {AMPERE}" in line
    assert cluster.modes() == [(False, True)] * 2
    cluster.kube.gpu(AMPERE).apply("rebooted")
    assert cluster.run("enable").lines == on(AMPERE)


def test_a_service_of_the_host_must_free_the_gpu_and_a_reboot_does_not_help_hopper(cluster: Cluster) -> None:
    before = cluster.node(HOPPER)
    cluster.kube.gpu(HOPPER).apply("in-use")
    line = cluster.run("enable", HOPPER, MIG_BOOT_ID="1").line
    assert "GPU 0 (NVIDIA H100 80GB HBM3) is in use by /usr/bin/nv-hostengine (pid 4711), GPU 1" in line
    assert "free the GPU" in line
    assert "reboot" not in line
    cluster.kube.gpu(HOPPER).apply("rebooted")
    assert cluster.run("enable", HOPPER, MIG_BOOT_ID="2").line == line
    assert cluster.node(HOPPER) == before
    cluster.kube.gpu(HOPPER).apply("free")
    assert cluster.run("enable", HOPPER, MIG_BOOT_ID="2").lines == on(HOPPER)


def test_on_ampere_a_reboot_frees_a_gpu_too(cluster: Cluster) -> None:
    cluster.kube.gpu(AMPERE).apply("in-use")
    assert f"or reboot node {AMPERE}" in cluster.run("enable").line
    cluster.kube.gpu(AMPERE).apply("rebooted")
    assert cluster.run("enable").lines == on(AMPERE)


def test_a_killed_command_is_completed_by_the_next_one(cluster: Cluster) -> None:
    before = cluster.node(AMPERE)
    process = cluster.start("enable", MIG_POD_SECONDS="60")
    wait_until(lambda: "paused-for-mig-change" in json.dumps(cluster.node(AMPERE)))
    process.kill()
    process.communicate()
    assert cluster.node(AMPERE) != before
    assert cluster.run("enable").lines == on(AMPERE)
    assert cluster.node(AMPERE) == before
    wait_until(
        lambda: not any("mig-change" in pod["metadata"]["name"] for pod in cluster.kube.get("pods", "gpu-operator"))
    )


def test_a_terminated_command_undoes_what_it_did(cluster: Cluster) -> None:
    before = cluster.node(AMPERE)
    process = cluster.start("enable", MIG_POD_SECONDS="60")
    wait_until(lambda: "paused-for-mig-change" in json.dumps(cluster.node(AMPERE)))
    process.terminate()
    process.communicate()
    assert process.returncode == 1
    assert cluster.node(AMPERE) == before


def test_clients_come_back_after_the_change(cluster: Cluster) -> None:
    cluster.run("enable")

    def running() -> set[str]:
        pods = [pod for pod in cluster.kube.get("pods", "gpu-operator") if pod["spec"].get("nodeName") == AMPERE]
        return {pod["spec"]["containers"][0]["name"] for pod in pods}

    wait_until(lambda: running() == {"nvidia-device-plugin", "nvidia-dcgm-exporter"})


def test_a_card_without_mig_is_refused(cluster: Cluster) -> None:
    cluster.kube.gpu(HOPPER).apply("unsupported")
    line = cluster.run("enable", HOPPER).line
    assert f"GPU 0 of node {HOPPER} (NVIDIA H100 80GB HBM3) cannot do MIG" in line


def test_an_unknown_gpu_lists_those_there(cluster: Cluster) -> None:
    line = cluster.run("enable", MIG_GPUS="0,7").line
    assert line.startswith(f"node {AMPERE} has no GPU 7; it has GPU 0 (NVIDIA A100-SXM4-40GB), GPU 1")
    assert cluster.modes() == [(False, False)] * 2


def test_a_node_without_gpus_has_no_plugin(cluster: Cluster) -> None:
    line = cluster.run("enable", "cpu-0", MIG_POD_SECONDS="0").line
    assert line.startswith("node cpu-0: no running device plugin pod after 0 s")


def test_a_node_that_does_not_exist(cluster: Cluster) -> None:
    assert f"its nodes are: control-0, cpu-0, {AMPERE}, {HOPPER}" in cluster.run("enable", "gpu-9").line
    assert cluster.run("disable", "gpu-9").lines == ["node gpu-9 is not in the cluster: no MIG mode to switch off"]


def test_instances_are_destroyed_before_mig_is_off(cluster: Cluster) -> None:
    cluster.run("enable")
    cluster.kube.gpu(AMPERE).apply("instances")
    lines = cluster.run("disable").lines
    assert lines == [line.replace("is on", "is off") for line in on(AMPERE)]
    assert cluster.modes() == [(False, False)] * 2
    assert all(gpu.instances == () for gpu in cluster.kube.gpu(AMPERE).gpus().gpus)


def test_off_pending_a_reboot_does_not_fail_a_destroy(cluster: Cluster) -> None:
    cluster.run("enable")
    cluster.kube.gpu(AMPERE).apply("in-use")
    assert all(f"MIG will be off after a reboot of node {AMPERE}" in line for line in cluster.run("disable").lines)
    assert cluster.modes() == [(True, False)] * 2


def test_workers_keep_mig_on_until_they_are_gone(cluster: Cluster) -> None:
    cluster.run("enable", HOPPER)
    limits = {"limits": {"nvidia.com/mig-3g.40gb": "1"}}
    spec = pod_spec("task", resources=limits) | {"nodeSelector": {"kubernetes.io/hostname": HOPPER}}
    metadata = {"name": WORKER, "namespace": "acme"}
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
    wait_until(lambda: any(pod["spec"].get("nodeName") for pod in cluster.kube.get("pods", "acme")))
    assert f"pods hold its GPUs: acme/{WORKER};" in cluster.run("disable", HOPPER).line
    assert cluster.modes(HOPPER) == [(True, True)] * 2
    cluster.kube.kubectl("delete", "pod", WORKER, "-n", "acme", "--wait=false")
    assert len(cluster.run("disable", HOPPER).lines) == 2


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_an_unreachable_cluster_is_one_line(cluster: Cluster, tmp_path: Path) -> None:
    elsewhere = tmp_path / "kubeconfig"
    kubeconfig = json.loads(cluster.kube.kubectl("config", "view", "--raw", "--output", "json"))
    kubeconfig["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:9"
    elsewhere.write_text(json.dumps(kubeconfig))
    line = cluster.run("disable", KUBECONFIG=str(elsewhere)).line
    assert line.startswith(f"kubectl get node (context {cluster.kube.context}) failed: ")
    assert "127.0.0.1:9" in line


def test_an_unknown_context_is_one_line(cluster: Cluster) -> None:
    line = cluster.run("enable", MIG_CONTEXT="elsewhere").line
    assert "context was not found for specified context: elsewhere" in line
