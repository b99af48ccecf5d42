"""Helm values of NVIDIA's GPU operator.

The environment below is required: without it, a pod that requests no GPU but sets NVIDIA_VISIBLE_DEVICES=all gets every
GPU of its node, regardless of quota and billing.
"""

from typing import Any

from blueprint.settings.platform.gpu import GpuSettings, OperatorSettings
from blueprint.values.common.merge import overlay

_TOOLKIT = {
    "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED": "false",
    "ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS": "true",
    "NVIDIA_CONTAINER_TOOLKIT_OPT_IN_FEATURES": "disable-cuda-compat-lib-hook",
}
_DEVICE_PLUGIN = {
    "PASS_DEVICE_SPECS": "true",
    "FAIL_ON_INIT_ERROR": "true",
    "DEVICE_LIST_STRATEGY": "volume-mounts",
    "DEVICE_ID_STRATEGY": "uuid",
    "NVIDIA_VISIBLE_DEVICES": "all",
    "NVIDIA_DRIVER_CAPABILITIES": "all",
}


def values(gpu: GpuSettings) -> dict[str, Any]:
    """Return the values. Raises ValueError if this stack does not install the operator."""
    operator = gpu.operator
    if operator is None:
        raise ValueError("no gpu.operator in the settings")
    generated = {
        # NVIDIA's own MIG manager would undo what ClearML's operator cuts (guide, "Enabling Dynamic MIG GPUs").
        "migManager": {"enabled": False},
        "mig": {"strategy": "mixed"},
        # With CDI, which is on by default from v25.10 on, the operator does not make `nvidia` the default runtime; GPUs
        # that are handed out as volume mounts would come without driver (`blueprint.plan.charts.gpu_runtime`).
        "cdi": {"enabled": False},
        "toolkit": {"env": _env({**_TOOLKIT, **_containerd(operator)})},
        "devicePlugin": {"env": _env(_DEVICE_PLUGIN)},
    }
    return overlay(generated, operator.chart.values)


def _containerd(operator: OperatorSettings) -> dict[str, str]:
    """Return where containerd is on distributions with other paths (NVIDIA's install guide)."""
    paths = {"CONTAINERD_SOCKET": operator.containerd_socket, "CONTAINERD_CONFIG": operator.containerd_config}
    return {name: value for name, value in paths.items() if value is not None}


def _env(variables: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in variables.items()]
