"""Each way of handing out GPUs needs a container runtime that understands it; the operator's version decides which."""

from typing import Any

import pytest

from blueprint.plan.charts.gpu_runtime import node_runtime, strategies, unserved
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.values.platform import gpu_operator
from tests.blueprint.platform_config import gpu
from tests.blueprint.tenant_folder import Folder

OLD, NATIVE, NEWEST = "v24.9.2", "v25.10.1", "v26.7.0"
MOUNTS = {"devicePlugin": {"env": [{"name": "DEVICE_LIST_STRATEGY", "value": "volume-mounts"}]}}
ACCEPTED = {"toolkit": {"env": [{"name": "ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS", "value": "true"}]}}
STRATEGY_CDI = {"env": [{"name": "DEVICE_LIST_STRATEGY", "value": "cdi-cri"}]}
NOT_BY_MOUNTS = {"name": "ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS", "value": "false"}
CDI, NO_CDI = {"cdi": {"enabled": True}}, {"cdi": {"enabled": False}}


def toolkit(**variables: str) -> dict[str, Any]:
    accepted = {"ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS": "true"}
    return {"toolkit": {"env": [{"name": name, "value": value} for name, value in {**accepted, **variables}.items()]}}


@pytest.mark.parametrize("version", ["v24.9.2", "v25.3.4", "v25.10.0", NATIVE, "v26.3.1", NEWEST])
def test_the_generated_values_fit_every_version(version: str) -> None:
    values = gpu_operator.values(GpuSettings(cdmo=None))

    assert strategies(values, version) == ("volume-mounts",)
    assert (node_runtime(values, version).is_default, node_runtime(values, version).mode) == (True, "auto")
    assert list(unserved(values, version)) == []


@pytest.mark.parametrize(
    ("values", "version", "default", "mode"),
    [
        ({}, OLD, True, "auto"),
        (CDI, OLD, True, "auto"),
        ({"cdi": {"enabled": True, "default": True}}, OLD, True, "cdi"),
        ({}, NATIVE, False, "cdi"),
        (NO_CDI, NATIVE, True, "auto"),
        (toolkit(NVIDIA_RUNTIME_SET_AS_DEFAULT="true"), NEWEST, True, "cdi"),
        (toolkit(NVIDIA_CONTAINER_RUNTIME_MODE="legacy"), NEWEST, False, "legacy"),
    ],
)
def test_what_the_operator_makes_of_a_node(values: dict[str, Any], version: str, default: bool, mode: str) -> None:
    runtime = node_runtime(values, version)

    assert (runtime.is_default, runtime.mode) == (default, mode)


@pytest.mark.parametrize(
    ("values", "version", "needs"),
    [
        (MOUNTS | ACCEPTED, NATIVE, "cdi.enabled: false"),
        (MOUNTS | ACCEPTED | CDI, NEWEST, "cdi.enabled: false"),
        (MOUNTS | toolkit(NVIDIA_RUNTIME_SET_AS_DEFAULT="true"), NATIVE, "mode other than cdi"),
        (MOUNTS | NO_CDI, NATIVE, "AS_VOLUME_MOUNTS: true"),
        (
            NO_CDI | toolkit(ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED="false"),
            NATIVE,
            "volume-mounts",
        ),
        (NO_CDI | {"devicePlugin": STRATEGY_CDI}, NATIVE, "cdi.enabled: true"),
    ],
)
def test_this_strategy_needs_that_runtime(values: dict[str, Any], version: str, needs: str) -> None:
    [(_, lacking)] = unserved(values, version)

    assert needs in lacking


@pytest.mark.parametrize(
    ("values", "version"),
    [
        ({}, OLD),
        ({}, NATIVE),
        (CDI, OLD),
        (MOUNTS | ACCEPTED, OLD),
        ({"devicePlugin": {"env": [{"name": "DEVICE_LIST_STRATEGY", "value": "volume-mounts, cdi-cri"}]}}, NATIVE),
        (
            MOUNTS | toolkit(NVIDIA_RUNTIME_SET_AS_DEFAULT="true", NVIDIA_CONTAINER_RUNTIME_MODE="legacy"),
            NATIVE,
        ),
        (MOUNTS | {"toolkit": {"enabled": False}}, NATIVE),
        (MOUNTS | {"devicePlugin": {"enabled": False}}, NATIVE),
    ],
)
def test_these_fit_or_are_not_this_programs_to_judge(values: dict[str, Any], version: str) -> None:
    assert list(unserved(values, version)) == []


@pytest.mark.parametrize(
    ("chart", "word"),
    [
        ({"values": CDI}, "cdi.enabled: false"),
        ({"version": OLD, "values": {"cdi": {"enabled": True, "default": True}}}, "runtime mode"),
        ({"values": {"devicePlugin": STRATEGY_CDI}}, "cdi.enabled: true"),
        ({"values": {"toolkit": {"env": [NOT_BY_MOUNTS]}}}, "AS_VOLUME_MOUNTS: true"),
    ],
)
def test_the_merged_values_are_judged(folder: Folder, chart: dict[str, Any], word: str) -> None:
    [line] = folder.lines(gpu(operator={"chart": chart}))

    assert line.startswith("Pulumi.dev.yaml: clearml:gpu.operator.chart.values: ")
    assert word in line


@pytest.mark.parametrize(
    "chart",
    [{}, {"version": OLD}, {"version": NEWEST}, {"values": {"devicePlugin": STRATEGY_CDI, **CDI}}],
)
def test_values_that_fit_are_accepted(folder: Folder, chart: dict[str, Any]) -> None:
    folder.build(gpu(operator={"chart": chart}))
