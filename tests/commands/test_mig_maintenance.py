"""A change of MIG mode cordons the node and pauses the GPU operator's clients, and always undoes both."""

from typing import Any

import pytest

from commands.mig.maintenance import CLIENTS, MARK, PAUSED, STAY, UNCORDON
from tests.commands.fake_cluster import A100, DEPLOY, POD, FakeCluster, gpu, worker

ON = f"node gpu-1: GPU 0 ({A100}): MIG is on"
EXPORTER = "nvidia.com/gpu.deploy.dcgm-exporter"


def node(cluster: FakeCluster) -> dict[str, Any]:
    """The node after the last run, without empty fields."""
    found: dict[str, Any] = cluster.now()["node"]
    metadata = {key: value for key, value in found["metadata"].items() if value}
    return {**found, "metadata": metadata}


def test_clients_are_paused_for_the_change_and_resumed(cluster: FakeCluster) -> None:
    labels = {
        DEPLOY: "true",
        EXPORTER: "true",
        "nvidia.com/gpu.deploy.dcgm": "false",
        "nvidia.com/gpu.deploy.driver": "true",
    }
    cluster.state["node"]["metadata"]["labels"] = labels
    before = node_before(cluster)
    assert cluster.run("enable").lines == [ON]
    cordon, pause, end = cluster.patches()
    assert cordon == {"metadata": {"annotations": {MARK: UNCORDON}}, "spec": {"unschedulable": True}}
    assert pause == {"metadata": {"labels": {DEPLOY: PAUSED, EXPORTER: PAUSED}}}
    assert end["metadata"]["labels"] == {DEPLOY: "true", EXPORTER: "true"}
    assert (node(cluster), cluster.now()["tool"]) == (before, None)


def node_before(cluster: FakeCluster) -> dict[str, Any]:
    before: dict[str, Any] = cluster.state["node"]
    return {"metadata": dict(before["metadata"]), "spec": dict(before["spec"])}


def test_the_names_are_those_of_nvidias_own_tool() -> None:
    # NVIDIA/mig-parted, pkg/mig/reconfigure/reconfigure.go
    names = ("device-plugin", "gpu-feature-discovery", "dcgm-exporter", "dcgm", "nvsm", "client")
    assert tuple(f"nvidia.com/gpu.deploy.{name}" for name in names) == CLIENTS


def test_nothing_is_touched_if_the_mode_is_right(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["0"] = gpu("Enabled")
    assert cluster.run("enable").lines == [ON]
    assert cluster.patches() == []


def test_a_node_without_the_operators_labels_is_only_cordoned(cluster: FakeCluster) -> None:
    cluster.state["node"]["metadata"]["labels"] = {}
    cluster.state["client"] = False
    assert cluster.run("enable").lines == [ON]
    assert len(cluster.patches()) == 2
    assert not any("create" in call for call in cluster.now()["calls"])


@pytest.mark.parametrize("ending", ["denied", "in use"])
def test_a_failure_leaves_the_node_as_it_was(cluster: FakeCluster, ending: str) -> None:
    before = node_before(cluster)
    cluster.state["gpus"]["0"] = gpu("Disabled", None, *[ending] * 9)
    assert cluster.run("enable").line
    assert (node(cluster), cluster.now()["tool"]) == (before, None)


def test_a_node_that_was_cordoned_before_stays_so(cluster: FakeCluster) -> None:
    cluster.state["node"]["spec"]["unschedulable"] = True
    assert cluster.run("enable").lines == [ON]
    assert node(cluster)["spec"] == {"unschedulable": True}


@pytest.mark.parametrize("verb", ["enable", "adjust", "disable", "unlabel"])
@pytest.mark.parametrize("state", [UNCORDON, STAY])
def test_what_a_killed_run_left_is_undone_by_the_next(cluster: FakeCluster, verb: str, state: str) -> None:
    mode = "Disabled" if verb == "disable" else "Enabled"
    cluster.state["gpus"] = {index: gpu(mode) for index in ("0", "1")}
    metadata = {"labels": {DEPLOY: PAUSED, EXPORTER: PAUSED}, "annotations": {MARK: state, "other": "stays"}}
    cluster.state["node"] = {"metadata": metadata, "spec": {"unschedulable": True}}
    cluster.state["tool"] = {"metadata": {"name": "mig-change-gpu-1"}}
    assert cluster.run(verb).lines
    expected = {"labels": {DEPLOY: "true", EXPORTER: "true"}, "annotations": {"other": "stays"}}
    assert node(cluster)["metadata"] == expected
    assert node(cluster)["spec"] == ({} if state == UNCORDON else {"unschedulable": True})
    assert cluster.now()["tool"] is None


def test_a_client_that_does_not_end_is_named_and_resumed(cluster: FakeCluster) -> None:
    stuck = {**POD, "metadata": {**POD["metadata"], "name": "nvidia-dcgm-exporter-4kd2z"}}
    cluster.state["workers"] = [stuck]
    before = node_before(cluster)
    line = cluster.run("enable").line
    assert "pods of the GPU operator do not end within 0 s: nvidia-dcgm-exporter-4kd2z;" in line
    assert (node(cluster), cluster.now()["tool"]) == (before, None)
    assert cluster.modes()["0"] == ("Disabled", "Disabled")


def test_a_task_that_comes_before_the_cordon_is_seen(cluster: FakeCluster) -> None:
    ended = worker("clearml-id-1", resource="nvidia.com/gpu", deletionTimestamp="2025-04-03T00:00:00Z")
    cluster.state["workers"] = [ended, worker("cpu", resource="cpu")]
    assert cluster.run("enable", MIG_POD_SECONDS="20").lines == [ON]
    calls = cluster.now()["calls"]
    checks = [at for at, call in enumerate(calls) if "--all-namespaces" in call]
    cordon = next(at for at, call in enumerate(calls) if "patch" in call)
    assert min(checks) < cordon < max(checks)


def test_the_pod_for_the_change_is_a_copy_of_the_device_plugins_that_only_sleeps(cluster: FakeCluster) -> None:
    cluster.run("enable")
    (manifest,) = (call for call in cluster.now()["calls"] if "create" in call)
    assert manifest[2:5] == ["create", "-f", "-"]
    copied = cluster.now()["created"]
    spec, container = copied["spec"], copied["spec"]["containers"][0]
    assert copied["metadata"]["labels"] != POD["metadata"].get("labels")
    assert (spec["nodeName"], spec["runtimeClassName"], spec["restartPolicy"]) == ("gpu-1", "nvidia", "Never")
    assert spec["activeDeadlineSeconds"] == 1800
    assert container["image"] == "nvcr.io/nvidia/k8s-device-plugin:v0.18.1"
    assert container["command"][-1] == "sleep 1800"
    assert "args" not in container
    assert [volume["name"] for volume in spec["volumes"]] == ["driver-install-dir"]
    assert [mount["name"] for mount in container["volumeMounts"]] == ["driver-install-dir"]
