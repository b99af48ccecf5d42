"""What each verb needs to start: a valid environment, kubectl, the cluster, the node and its device plugin pod."""

import copy
from pathlib import Path

import pytest

from tests.commands.fake_cluster import POD, FakeCluster

VERBS = pytest.mark.parametrize("verb", ["enable", "adjust", "disable"])


@VERBS
def test_all_problems_of_the_environment_are_on_one_line(cluster: FakeCluster, verb: str) -> None:
    line = cluster.run(verb, MIG_NODE="", MIG_CONTEXT="", MIG_GPUS="0,x", MIG_POD_SECONDS="soon").line
    for word in (
        "MIG_NODE is not set",
        "MIG_CONTEXT is not set",
        "MIG_GPUS must be numbers",
        "MIG_POD_SECONDS is 'soon'",
    ):
        assert word in line


def test_an_unknown_verb_prints_the_usage(cluster: FakeCluster) -> None:
    assert cluster.run("reboot").line == "usage: python3 -m commands.mig enable|adjust|disable|unlabel"


@VERBS
def test_kubectl_that_is_missing(cluster: FakeCluster, tmp_path: Path, verb: str) -> None:
    (tmp_path / "empty").mkdir()
    assert cluster.run(verb, path=str(tmp_path / "empty")).line.startswith("kubectl is not on PATH")


@VERBS
def test_an_unreachable_cluster(cluster: FakeCluster, verb: str) -> None:
    cluster.state["broken"] = "The connection to the server 127.0.0.1:9 was refused - did you specify the right host?"
    line = cluster.run(verb).line
    assert line.startswith("kubectl get node (context sandbox) failed: The connection to the server 127.0.0.1:9 was")
    assert "check that the cluster is up" in line


def test_an_unknown_node_lists_the_nodes(cluster: FakeCluster) -> None:
    line = cluster.run("enable", MIG_NODE="gpu-9").line
    assert line.startswith("node gpu-9 does not exist")
    assert line.endswith("gpu-1, gpu-2")


@VERBS
def test_a_node_without_device_plugin_pod(cluster: FakeCluster, verb: str) -> None:
    cluster.state["plugin"] = []
    line = cluster.run(verb).line
    assert "no running device plugin pod after 0 s" in line
    assert "there is none" in line


@pytest.mark.parametrize("how", ["pending", "ending", "restarting", "without our container"])
def test_a_pod_that_cannot_be_used(cluster: FakeCluster, how: str) -> None:
    pod = copy.deepcopy(POD)
    if how == "pending":
        pod["status"] = {"phase": "Pending"}
    elif how == "ending":
        pod["metadata"]["deletionTimestamp"] = "2025-04-03T00:00:00Z"
    elif how == "restarting":
        pod["status"]["containerStatuses"][0]["state"] = {"waiting": {}}
    else:
        pod["status"]["containerStatuses"] = []
    cluster.state["plugin"] = [pod]
    assert "nvidia-device-plugin-daemonset-x7k2p is" in cluster.run("enable").line


def test_every_call_names_the_context(cluster: FakeCluster) -> None:
    cluster.run("enable")
    calls = cluster.now()["calls"]
    assert calls
    assert {tuple(call[:2]) for call in calls} == {("--context", "sandbox")}
    assert all(any(word.startswith("--request-timeout=") for word in call) for call in calls)
