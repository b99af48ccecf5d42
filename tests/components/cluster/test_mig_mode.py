"""A lost MIG mode shows in the Node object; whatever is not certain shows nothing."""

from typing import Any

import pytest

from blueprint.settings.platform.gpu import GpuNodeSettings
from commands.mig.maintenance import MARK
from components.cluster.mig_mode import CHANGE, restores, why_restored
from components.cluster.node import ObservedNode, observed

BOTH = GpuNodeSettings(card="H100-80GB", gpus=(0, 1))
LABELS = {"nvidia.com/mig.strategy": "mixed", "nvidia.com/gpu.count": "2", "nvidia.com/gpu.replicas": "1"}


def node(whole: str | None, *, ready: str = "True", annotations: Any = None, **labels: str | None) -> ObservedNode:
    """A node with so many whole GPUs; labels are without the prefix `nvidia.com/`, None takes one away."""
    changed = {f"nvidia.com/{key.replace('_', '.')}": value for key, value in labels.items()}
    metadata = {
        "name": "n",
        "labels": {key: value for key, value in {**LABELS, **changed}.items() if value is not None},
    }
    status = {
        "conditions": [{"type": "Ready", "status": ready}],
        "allocatable": {"nvidia.com/gpu": whole} if whole else {},
    }
    return observed({"metadata": {**metadata, "annotations": annotations or {}}, "status": status})


def test_whole_gpus_on_a_node_in_mig_mode_are_a_lost_mode() -> None:
    why = why_restored(BOTH, node("2"))
    assert why == "GPUs have left MIG mode: nvidia.com/gpu is 2 on the node, 0 with GPU 0, 1 in MIG mode"
    assert why_restored(BOTH, node("1")) is not None


@pytest.mark.parametrize("whole", ["0", None])
def test_a_node_in_mig_mode_or_without_device_plugin_shows_nothing(whole: str | None) -> None:
    assert why_restored(BOTH, node(whole, gpu_replicas="0")) is None


def test_gpus_that_are_not_in_the_settings_may_be_whole_and_shared() -> None:
    one = GpuNodeSettings(card="H100-80GB", gpus=(1,))
    assert why_restored(one, node("1")) is None
    assert why_restored(one, node("2")) is not None
    assert why_restored(one, node("4", gpu_replicas="4")) is None
    assert why_restored(one, node("8", gpu_replicas="4")) is not None


@pytest.mark.parametrize(
    "unclear",
    [
        node("2", mig_strategy="single"),
        node("2", mig_strategy="none"),
        node("2", mig_strategy=None),
        node("2", gpu_count=None),
        node("2", ready="False"),
        node("2", ready="Unknown"),
        node("two"),
    ],
)
def test_what_is_not_certain_shows_nothing(unclear: ObservedNode) -> None:
    assert why_restored(BOTH, unclear) is None


def test_an_interrupted_change_runs_the_command_again() -> None:
    assert why_restored(BOTH, node("0", annotations={CHANGE: "uncordon"})) == "a change of its MIG mode was interrupted"


def test_the_number_changes_with_each_loss_and_stays_in_between() -> None:
    nodes = {"n": BOTH, "new": BOTH}
    lost, fine = {"n": node("2"), "new": node("2")}, {"n": node("0"), "new": node("0")}
    assert {name: number for name, (number, _) in restores(nodes, lost, {"n": 0}).items()} == {"n": 1}
    assert restores(nodes, fine, {"n": 1}) == {"n": (1, None)}
    assert restores(nodes, lost, {"n": 1})["n"][0] == 2


def test_the_annotation_is_that_of_the_commands() -> None:
    assert CHANGE == MARK
