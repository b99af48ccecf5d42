"""Disabling MIG: refused while workers run; a missing node or GPU does not fail a destroy."""

from typing import Any

import pytest

from tests.commands.fake_cluster import A100, LABEL, FakeCluster, gpu, worker

UNLABEL = f"label node gpu-1 {LABEL}-"


@pytest.fixture
def cluster(cluster: FakeCluster) -> FakeCluster:
    """With MIG on, and instances on GPU 0."""
    cluster.state["gpus"] = {"0": gpu("Enabled"), "1": gpu("Enabled")}
    cluster.state["gpus"]["0"] |= {"compute": 2, "gpu": 2}
    return cluster


def test_the_label_goes_first_then_instances_then_the_mode(cluster: FakeCluster) -> None:
    assert cluster.run("disable").lines == [f"node gpu-1: GPU 0 ({A100}): MIG is off"]
    assert cluster.switches() == [UNLABEL, "mig -i 0 -dci", "mig -i 0 -dgi", "-i 0 -mig 0"]
    assert cluster.modes() == {"0": ("Disabled", "Disabled"), "1": ("Enabled", "Enabled")}


def test_a_gpu_without_instances_is_no_error_and_a_rerun_does_nothing(cluster: FakeCluster) -> None:
    first = cluster.run("disable", MIG_GPUS="1")
    assert first.lines == [f"node gpu-1: GPU 1 ({A100}): MIG is off"]
    assert cluster.run("disable", MIG_GPUS="1") == first
    assert cluster.switches() == [UNLABEL]


@pytest.mark.parametrize("resource", ["nvidia.com/mig-3g.20gb", "nvidia.com/gpu"])
def test_workers_keep_mig_on(cluster: FakeCluster, resource: str) -> None:
    cluster.state["workers"] = [worker("clearml-id-1", resource=resource), worker("clearml-id-0", "globex", resource)]
    line = cluster.run("disable").line
    assert "MIG stays on, pods hold its GPUs: acme/clearml-id-1, globex/clearml-id-0; wait" in line
    assert "`kubectl --context sandbox drain gpu-1 --ignore-daemonsets --delete-emptydir-data --force`" in line
    assert "queue" not in line
    assert cluster.switches() == []


def test_a_worker_that_holds_its_gpu_in_an_init_container_counts(cluster: FakeCluster) -> None:
    pod = worker("clearml-id-1")
    pod["spec"] = {"containers": [{}], "initContainers": pod["spec"]["containers"]}
    cluster.state["workers"] = [pod]
    assert "acme/clearml-id-1" in cluster.run("disable").line


def test_many_workers_are_counted(cluster: FakeCluster) -> None:
    cluster.state["workers"] = [worker(f"clearml-id-{number}") for number in range(9)]
    assert "acme/clearml-id-4 and 4 more; wait" in cluster.run("disable").line


@pytest.mark.parametrize(
    "pod",
    [
        worker("nvidia-cuda-validator", "gpu-operator", "nvidia.com/gpu"),
        worker("web", resource="cpu"),
        worker("no-limits", resource="nvidia.com/gpu") | {"spec": {"containers": [{"resources": {}}]}},
    ],
    ids=["the operator's own", "without GPU", "without resources"],
)
def test_other_pods_do_not_count(cluster: FakeCluster, pod: Any) -> None:
    cluster.state["workers"] = [pod]
    assert cluster.run("disable").lines != []


def test_a_terminating_worker_is_waited_for(cluster: FakeCluster) -> None:
    cluster.state["workers"] = [worker("clearml-id-1", deletionTimestamp="2025-04-03T00:00:00Z")]
    assert cluster.run("disable", MIG_POD_SECONDS="20").lines != []
    assert cluster.modes()["0"] == ("Disabled", "Disabled")


def test_a_pending_reboot_does_not_fail_a_destroy(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["0"]["endings"] = ["in use"] * 9
    assert cluster.run("disable").lines == [
        f"node gpu-1: GPU 0 ({A100}): MIG will be off after a reboot of node gpu-1 (in use by another client)"
    ]
    assert cluster.modes()["0"] == ("Enabled", "Disabled")


def test_a_gpu_that_stays_on_is_a_failure(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["0"]["endings"] = ["denied"] * 9
    line = cluster.run("disable").line
    assert "GPU 0" in line
    assert "stays in MIG mode (Unable to set MIG Mode" in line


def test_a_pending_switch_on_is_reverted(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["0"] = gpu("Disabled", "Enabled")
    assert cluster.run("disable").lines == [f"node gpu-1: GPU 0 ({A100}): MIG is off"]
    assert cluster.modes()["0"] == ("Disabled", "Disabled")


def test_a_missing_node_or_gpu_is_success(cluster: FakeCluster) -> None:
    assert cluster.run("disable", MIG_NODE="sold").lines == [
        "node sold is not in the cluster: no MIG mode to switch off"
    ]
    cluster.state["gpus"]["0"] = gpu("[N/A]", name="Tesla T4")
    lines = cluster.run("disable", MIG_GPUS="0,7").lines
    assert [line.split(":")[1].strip() for line in lines] == [
        "GPU 0 is missing or has no MIG mode",
        "GPU 7 is missing or has no MIG mode",
    ]
    assert cluster.switches() == [UNLABEL]
