"""`kubectl exec` into the device plugin reaches the GPUs of the pod's own node."""

import json
import time
from typing import Any

import pytest

from sandbox.toolchain.progress import SetupError
from tests.sandbox.kubernetes.cluster import Kube

pytestmark = pytest.mark.engine

AMPERE, HOPPER = "gpu-a100-0", "gpu-h100-0"
DEPLOY = "nvidia.com/gpu.deploy.device-plugin"
LABEL = "nvidia-device-plugin-daemonset"
QUERY = ("nvidia-smi", "--query-gpu=name,mig.mode.current", "--format=csv,noheader")
CONTAINERS = [{"name": "nvidia-device-plugin", "image": "plugin"}, {"name": "config-manager", "image": "manager"}]
DAEMON_SET = {
    "apiVersion": "apps/v1",
    "kind": "DaemonSet",
    "metadata": {"name": LABEL},
    "spec": {
        "selector": {"matchLabels": {"app": LABEL}},
        "template": {
            "metadata": {"labels": {"app": LABEL}},
            "spec": {"nodeSelector": {DEPLOY: "true"}, "containers": CONTAINERS},
        },
    },
}


@pytest.fixture
def pods(kube: Kube) -> dict[str, str]:
    """The device plugin's pod on each GPU node, found by the selector of the guide."""
    kube.kubectl("create", "namespace", "gpu-operator", check=False)
    kube.kubectl("apply", "--namespace", "gpu-operator", "--filename", "-", stdin=json.dumps(DAEMON_SET))
    kube.kubectl("rollout", "status", f"daemonset/{LABEL}", "--namespace", "gpu-operator", "--timeout", "30s")
    found: list[dict[str, Any]] = kube.get("pods", "gpu-operator")
    return {pod["spec"]["nodeName"]: pod["metadata"]["name"] for pod in found}


def _exec(kube: Kube, pod: str, *argv: str, container: str = "nvidia-device-plugin") -> str:
    return kube.kubectl("exec", "--namespace", "gpu-operator", pod, "--container", container, "--", *argv, check=False)


def test_each_node_has_its_own_gpus(kube: Kube, pods: dict[str, str]) -> None:
    _exec(kube, pods[AMPERE], "nvidia-smi", "-i", "0", "-mig", "1")
    kube.gpu(AMPERE).apply("rebooted")
    assert _exec(kube, pods[AMPERE], *QUERY).splitlines() == [
        "NVIDIA A100-SXM4-40GB, Enabled",
        "NVIDIA A100-SXM4-40GB, Disabled",
    ]
    assert _exec(kube, pods[HOPPER], *QUERY).splitlines() == ["NVIDIA H100 80GB HBM3, Disabled"] * 2


def test_the_device_plugin_keeps_gpus_in_use_until_it_is_paused(kube: Kube, pods: dict[str, str]) -> None:
    assert "In use by another client" in _exec(kube, pods[HOPPER], "nvidia-smi", "-i", "1", "-mig", "1")
    _pause(kube, pods[HOPPER])
    assert "Enabled MIG Mode" in _exec(kube, "tool", "nvidia-smi", "-i", "1", "-mig", "1")
    allocatable = _node(kube, HOPPER)["status"]["allocatable"]
    assert (allocatable["nvidia.com/gpu"], allocatable["nvidia.com/mig-1g.10gb"]) == ("1", "7")
    kube.gpu(HOPPER).apply("in-use")
    assert "In use by another client" in _exec(kube, "tool", "nvidia-smi", "-i", "0", "-mig", "1")
    kube.gpu(HOPPER).apply("free")
    kube.gpu(HOPPER).apply("driver-reloaded")
    assert _node(kube, HOPPER)["status"]["allocatable"]["nvidia.com/gpu"] == "2"
    kube.kubectl("delete", "pod", "tool", "--namespace", "gpu-operator")
    kube.kubectl("label", "node", HOPPER, f"{DEPLOY}=true", "--overwrite")


def test_a_reboot_changes_the_boot_id_of_that_node_only(kube: Kube) -> None:
    before = _boots(kube)
    kube.gpu(AMPERE).apply("rebooted")
    after = _boots(kube)
    assert {name for name in before if before[name] != after[name]} == {AMPERE}
    assert len(set(after.values())) == len(after)
    assert _is_ready(kube, AMPERE)


def test_a_failure_reaches_the_caller_with_its_text(kube: Kube, pods: dict[str, str]) -> None:
    answer = _exec(kube, pods[HOPPER], "nvidia-smi", "mig", "-dci")
    assert "No MIG-enabled devices found." in answer
    assert "exit status 6" in answer


def test_other_containers_and_other_programs_run_nothing(kube: Kube, pods: dict[str, str]) -> None:
    assert "no exec found" in _exec(kube, pods[AMPERE], *QUERY, container="config-manager")
    assert "not found" in _exec(kube, pods[AMPERE], "sh", "-c", "echo out")


def test_a_node_without_gpus_is_named_with_those_that_have_some(kube: Kube) -> None:
    with pytest.raises(SetupError, match="cpu-0 is no node with GPUs, expected one of gpu-a100-0, gpu-h100-0"):
        kube.gpu("cpu-0").apply("free")
    with pytest.raises(SetupError, match=r"expected one of free, in-use, .*rebooted"):
        kube.gpu(AMPERE).apply("melted")


def _pause(kube: Kube, plugin: str) -> None:
    """Pause the device plugin of a node as NVIDIA's tool does, and start a pod that holds no GPU."""
    kube.kubectl("label", "node", HOPPER, f"{DEPLOY}=paused-for-mig-change", "--overwrite")
    kube.kubectl("wait", "--for=delete", f"pod/{plugin}", "--namespace", "gpu-operator", "--timeout", "30s")
    spec = {"nodeName": HOPPER, "containers": CONTAINERS[:1]}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "tool"}, "spec": spec}
    kube.kubectl("create", "--namespace", "gpu-operator", "--filename", "-", stdin=json.dumps(pod))
    kube.kubectl("wait", "--for=condition=Ready", "pod/tool", "--namespace", "gpu-operator", "--timeout", "30s")


def _node(kube: Kube, name: str) -> dict[str, Any]:
    return next(node for node in kube.get("nodes") if node["metadata"]["name"] == name)


def _boots(kube: Kube) -> dict[str, str]:
    return {node["metadata"]["name"]: node["status"]["nodeInfo"]["bootID"] for node in kube.get("nodes")}


def _is_ready(kube: Kube, name: str) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        conditions = _node(kube, name)["status"]["conditions"]
        if any(found["type"] == "Ready" and found["status"] == "True" for found in conditions):
            return True
    return False
