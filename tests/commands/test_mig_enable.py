"""Enabling MIG: reported modes decide, all GPUs are tried before a failure, and a failure is one line per node."""

import pytest

from tests.commands.fake_cluster import A100, FakeCluster, gpu, worker

ON = f"node gpu-1: GPU 0 ({A100}): MIG is on"
BOTH = "0,1"


def test_gpus_of_the_list_are_switched_and_no_others(cluster: FakeCluster) -> None:
    assert cluster.run("enable").lines == [ON]
    assert cluster.modes() == {"0": ("Enabled", "Enabled"), "1": ("Disabled", "Disabled")}


def test_a_rerun_switches_nothing_and_prints_the_same(cluster: FakeCluster) -> None:
    first = cluster.run("enable", MIG_GPUS=BOTH)
    again = cluster.run("enable", MIG_GPUS=BOTH, MIG_BOOT_ID="another")
    assert again == first
    assert cluster.switches() == []


def test_a_gpu_in_use_for_a_moment_is_retried(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["0"] = gpu("Disabled", None, "in use", "in use")
    assert cluster.run("enable").lines == [ON]
    assert cluster.switches() == ["-i 0 -mig 1"] * 3


def test_pending_on_any_gpu_fails_after_all_were_switched(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["0"] = gpu("Disabled", None, *["not supported"] * 9)
    line = cluster.run("enable", MIG_GPUS=BOTH).line
    assert line.startswith(f"node gpu-1: GPU 0 ({A100}) is waiting for a reset (not supported): reboot node gpu-1")
    assert cluster.modes() == {"0": ("Disabled", "Enabled"), "1": ("Enabled", "Enabled")}


@pytest.mark.parametrize("ending", ["in use", "not supported"])
def test_a_card_that_forgets_its_mode_is_never_to_be_rebooted(cluster: FakeCluster, ending: str) -> None:
    cluster.state["gpus"]["0"] = gpu("Disabled", None, *[ending] * 9)
    line = cluster.run("enable", MIG_BOOT_ID="a").line
    assert "reboot" not in line
    assert ("free the GPU: " in line) == (ending == "in use")


def test_all_gpus_in_use_are_on_one_line_with_their_processes(cluster: FakeCluster) -> None:
    cluster.state["gpus"] = {index: gpu("Disabled", None, *["in use"] * 9) for index in ("0", "1")}
    cluster.state["gpus"]["0"]["processes"] = "4711, /usr/bin/nvsm\n4712, python"
    line = cluster.run("enable", MIG_GPUS=BOTH).line
    assert (
        f"GPU 0 ({A100}) is in use by /usr/bin/nvsm (pid 4711), python (pid 4712), GPU 1 ({A100}) is in use by " in line
    )
    assert line.count("free the GPU: ") == line.count("reboot node gpu-1") == 1


def test_a_refused_switch_does_not_ask_for_a_reboot(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["0"] = gpu("Disabled", None, *["denied"] * 9)
    line = cluster.run("enable").line
    assert "does not go into MIG mode" in line
    assert "Insufficient Permissions" in line
    assert "reboot" not in line


def test_a_pending_switch_off_is_reverted(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["0"] = gpu("Enabled", "Disabled")
    assert cluster.run("enable").lines == [ON]
    assert cluster.modes()["0"] == ("Enabled", "Enabled")


def test_an_unknown_gpu_lists_those_that_exist_and_switches_none(cluster: FakeCluster) -> None:
    line = cluster.run("enable", MIG_GPUS="0,2,5").line
    assert line.startswith(f"node gpu-1 has no GPU 2, 5; it has GPU 0 ({A100}), GPU 1 ({A100})")
    assert cluster.switches() == []


def test_a_card_without_mig_is_named_before_any_is_switched(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["1"] = gpu("[N/A]", name="Tesla T4, 16 GB")
    line = cluster.run("enable", MIG_GPUS=BOTH).line
    assert line.startswith("GPU 1 of node gpu-1 (Tesla T4, 16 GB) cannot do MIG")
    assert "the settings expect A100-40GB" in line
    assert cluster.switches() == []


def test_a_pod_that_restarts_is_found_again(cluster: FakeCluster) -> None:
    cluster.state["restarts"] = 2
    assert cluster.run("enable").lines == [ON]


def test_a_broken_driver_is_quoted(cluster: FakeCluster) -> None:
    cluster.state["driver"] = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."
    line = cluster.run("enable").line
    assert line.startswith("node gpu-1: nvidia-smi lists no GPU: NVIDIA-SMI has failed")


def test_a_worker_that_holds_a_whole_gpu_keeps_it(cluster: FakeCluster) -> None:
    cluster.state["workers"] = [worker("clearml-id-1", resource="nvidia.com/gpu")]
    line = cluster.run("enable").line
    assert line.startswith("node gpu-1: MIG stays off, pods hold its GPUs: acme/clearml-id-1; wait until they end")
    assert cluster.patches() == []
    assert cluster.modes()["0"] == ("Disabled", "Disabled")


def test_a_gpu_that_is_on_already_does_not_wait_for_workers(cluster: FakeCluster) -> None:
    cluster.state["gpus"]["0"] = gpu("Enabled")
    cluster.state["workers"] = [worker("clearml-id-1")]
    assert cluster.run("enable").lines == [ON]
