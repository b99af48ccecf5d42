"""A task's container has the GPU driver exactly if the operator's values fit together."""

from typing import Any

import pytest

from blueprint.settings.platform.gpu import GpuSettings, OperatorSettings
from blueprint.values.platform import gpu_operator
from sandbox.kubernetes.driver import has_driver
from tests.sandbox.charts.conftest import NewWorld
from tests.sandbox.charts.world import Release, World, environment

PLUGIN = "nvidia-device-plugin-daemonset"
CDI = {"cdi": {"enabled": True}}
STRATEGY = {"devicePlugin": {"env": [{"name": "DEVICE_LIST_STRATEGY", "value": "cdi-annotations,cdi-cri"}]}}
MOUNTS, ACCEPTED = "volume-mounts", {"ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS": "true"}
NATIVE = {
    "CDI_ENABLED": "true",
    "NVIDIA_RUNTIME_SET_AS_DEFAULT": "false",
    "NVIDIA_CONTAINER_RUNTIME_MODE": "cdi",
}


@pytest.mark.parametrize(
    ("strategy", "toolkit", "expected"),
    [
        (MOUNTS, ACCEPTED, True),
        (MOUNTS, {}, False),
        (MOUNTS, ACCEPTED | NATIVE, False),
        (MOUNTS, ACCEPTED | NATIVE | {"NVIDIA_RUNTIME_SET_AS_DEFAULT": "true"}, False),
        ("cdi-annotations,cdi-cri", NATIVE, True),
        ("cdi-cri", ACCEPTED, False),
        (f"cdi-cri,{MOUNTS}", NATIVE, True),
        ("envvar", {}, True),
        ("envvar", {"ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED": "false"}, False),
    ],
)
def test_a_strategy_needs_its_runtime(strategy: str, toolkit: dict[str, str], expected: bool) -> None:
    assert has_driver({"DEVICE_LIST_STRATEGY": strategy}, toolkit) is expected


@pytest.mark.engine
@pytest.mark.parametrize(
    ("own", "strategy", "expected"),
    [({}, MOUNTS, True), (CDI, MOUNTS, False), (CDI | STRATEGY, "cdi-annotations,cdi-cri", True)],
    ids=["generated", "cdi-on", "both-changed"],
)
def test_a_tasks_container_has_the_driver_if_the_values_fit(
    installed: World, own: dict[str, Any], strategy: str, expected: bool
) -> None:
    chart = {"chart": {"values": own}}
    gpu = GpuSettings(cdmo=None, operator=OperatorSettings.model_validate(chart))
    installed.up([Release.of("gpu-operator", "gpu-operator", "gpu-operator", **gpu_operator.values(gpu))]).succeeded()

    plugin = environment(installed.get("gpu-operator", "daemonset", PLUGIN))
    assert plugin["DEVICE_LIST_STRATEGY"] == strategy
    answer = _nvidia_smi(installed)
    assert ("GPU 0: NVIDIA H100" in answer, "couldn't find libnvidia-ml.so" in answer) == (expected, not expected)


@pytest.fixture(scope="module")
def installed(new_world: NewWorld) -> World:
    """A cluster with the pod of a task on a GPU node."""
    world = new_world()
    task = {"name": "clearml-task", "image": "python:3.9", "resources": {"limits": {"nvidia.com/gpu": 1}}}
    spec = {"containers": [task], "nodeSelector": {"kubernetes.io/hostname": "gpu-h100-0"}}
    world.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "task", "namespace": "default"}, "spec": spec})
    return world


def _nvidia_smi(world: World) -> str:
    world.kube.kubectl("wait", "--for=condition=Ready", "pod/task", "--timeout=60s")
    return world.kube.kubectl("exec", "task", "--container", "clearml-task", "--", "nvidia-smi", "-L", check=False)
