"""Decides whether the container of a task gets the GPU driver, as NVIDIA's runtime does on a real node.

The device plugin's strategy and the toolkit's settings are read from the two DaemonSets in the cluster. Without them
the node's image is assumed to have a runtime that fits. Sources: NVIDIA/k8s-device-plugin (README,
deviceListStrategy), NVIDIA/gpu-operator, assets/state-container-toolkit, and NVIDIA/gpu-operator#1876 for the failure.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.kubernetes.api import Api

TASK_VARIABLE = "SANDBOX_TASK"
"""Set in the containers of tasks, and not in the device plugin's, which runs under a runtime class of its own."""
NO_LIBRARY = 12
"""Exit code of nvidia-smi without the driver: NVML_ERROR_LIBRARY_NOT_FOUND."""
FAILURE = (
    "NVIDIA-SMI couldn't find libnvidia-ml.so library in your system. Please make sure that the NVIDIA Display Driver "
    "is properly installed and present in your system.\n"
    "Please also try adding directory that contains libnvidia-ml.so to your system PATH."
)
_ACCEPTED = {
    "volume-mounts": ("ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS", "false"),
    "envvar": ("ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED", "true"),
}
Variables = Mapping[str, str]


def has_driver(plugin: Variables, toolkit: Variables) -> bool:
    """Whether a container that requests a GPU gets the driver, by the variables of device plugin and toolkit."""
    strategies = plugin.get("DEVICE_LIST_STRATEGY", "envvar").split(",")
    return any(_serves(strategy.strip(), toolkit) for strategy in strategies)


def _serves(strategy: str, toolkit: Variables) -> bool:
    if strategy.startswith("cdi-"):
        return toolkit.get("CDI_ENABLED") == "true"
    if toolkit.get("NVIDIA_RUNTIME_SET_AS_DEFAULT", "true") != "true":
        return False
    # In this mode the runtime looks for the devices among those of the kind management.nvidia.com/gpu, in vain.
    if toolkit.get("NVIDIA_CONTAINER_RUNTIME_MODE", "auto") == "cdi":
        return False
    name, usual = _ACCEPTED[strategy]
    return toolkit.get(name, usual) == "true"


def is_missing(gpus: Path) -> bool:
    """Whether this process stands for a task's container without the driver; `gpus` is the folder of the GPUs."""
    if TASK_VARIABLE not in os.environ:
        return False
    sets = Api.of(gpus.parent / "kubeconfig").get("/apis/apps/v1/daemonsets")["items"]
    found = {each["metadata"]["name"]: _variables(each) for each in sets}
    plugin, toolkit = (found.get(f"nvidia-{part}-daemonset") for part in ("device-plugin", "container-toolkit"))
    return plugin is not None and toolkit is not None and not has_driver(plugin, toolkit)


def _variables(workload: Mapping[str, Any]) -> Variables:
    container = workload["spec"]["template"]["spec"]["containers"][0]
    return {each["name"]: each.get("value", "") for each in container.get("env", [])}
