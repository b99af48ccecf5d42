"""An update switches MIG off on GPUs that left the settings; `unlabel` removes the label and keeps MIG mode."""

import pytest

from commands.mig.job import PREVIOUS
from tests.commands.fake_cluster import A100, LABEL, FakeCluster, gpu, worker

BOTH = "".join(f"node gpu-1: GPU {index} ({A100}): MIG is on\n" for index in (0, 1))
"""Output of enabling two GPUs, as the engine passes it to an update."""
OFF = ["mig -i 1 -dci", "mig -i 1 -dgi", "-i 1 -mig 0"]


@pytest.fixture
def cluster(cluster: FakeCluster) -> FakeCluster:
    """With MIG on, and instances on GPU 1."""
    cluster.state["gpus"] = {"0": gpu("Enabled"), "1": gpu("Enabled")}
    cluster.state["gpus"]["1"] |= {"compute": 2, "gpu": 2}
    return cluster


def test_a_gpu_that_left_the_settings_leaves_mig_and_only_those_that_stay_are_remembered(cluster: FakeCluster) -> None:
    result = cluster.run("adjust", **{PREVIOUS: BOTH})
    assert (result.code, result.out) == (0, f"node gpu-1: GPU 0 ({A100}): MIG is on\n")
    assert result.err == f"node gpu-1: GPU 1 ({A100}): MIG is off\n"
    assert cluster.switches() == OFF
    assert cluster.modes() == {"0": ("Enabled", "Enabled"), "1": ("Disabled", "Disabled")}


def test_the_label_stays_while_gpus_remain(cluster: FakeCluster) -> None:
    cluster.run("adjust", **{PREVIOUS: BOTH})
    assert not any(switch.startswith("label") for switch in cluster.switches())


def test_workers_keep_a_gpu_in_mig_mode(cluster: FakeCluster) -> None:
    cluster.state["workers"] = [worker("clearml-id-1")]
    assert "pods hold its GPUs: acme/clearml-id-1;" in cluster.run("adjust", **{PREVIOUS: BOTH}).line
    assert cluster.switches() == []


def test_a_gpu_that_is_off_already_does_not_wait_for_workers(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["1"] = gpu()
    cluster.state["workers"] = [worker("clearml-id-1")]
    assert cluster.run("adjust", **{PREVIOUS: BOTH}).code == 0
    assert cluster.switches() == []


@pytest.mark.parametrize(
    ("verb", "previous"), [("adjust", ""), ("enable", BOTH)], ids=["no previous run", "MIG is kept"]
)
def test_a_gpu_that_no_run_switched_or_that_is_kept_stays(cluster: FakeCluster, verb: str, previous: str) -> None:
    assert cluster.run(verb, **{PREVIOUS: previous}).lines == [f"node gpu-1: GPU 0 ({A100}): MIG is on"]
    assert cluster.modes()["1"] == ("Enabled", "Enabled")


def test_only_the_label_is_removed_if_mig_is_kept(cluster: FakeCluster) -> None:
    cluster.state["workers"] = [worker("clearml-id-1")]
    assert cluster.run("unlabel").lines == [f"node gpu-1: label {LABEL} removed, MIG mode unchanged"]
    assert cluster.switches() == [f"label node gpu-1 {LABEL}-"]
    assert cluster.run("unlabel", MIG_NODE="sold").lines == ["node sold is not in the cluster: no label to remove"]
    assert cluster.switches() == []
