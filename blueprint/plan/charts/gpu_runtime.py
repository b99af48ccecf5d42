"""Determines whether the nodes' container runtime serves the way in which the GPU operator hands out GPUs.

Facts: NVIDIA/gpu-operator, controllers/object_controls.go (TransformToolkit, TransformDevicePlugin) and its chart's
values.yaml at v24.9.2, v25.3.4, v25.10.1 and v26.7.0; NVIDIA/gpu-operator#1876 for what a mismatch looks like.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from blueprint.catalog.charts import version_number

_NATIVE_CDI: Final = version_number("v25.10.0")
"""First version with CDI on by default, in which CDI also keeps `nvidia` from being the default runtime."""
_ACCEPT_ENVVAR: Final = "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED"
_ACCEPT_MOUNTS: Final = "ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS"


@dataclass(frozen=True)
class NodeRuntime:
    """The container runtime as the operator's toolkit configures it on a GPU node."""

    is_default: bool
    """Whether pods without a runtime class run under NVIDIA's runtime."""
    mode: str
    """Mode of NVIDIA's runtime: `auto`, `legacy` or `cdi`; in `cdi`, requests by variable or mount get no driver,
    because they name devices of the kind `management.nvidia.com/gpu` (assets/state-container-toolkit)."""
    cdi: bool
    """Whether the operator has the container engine inject devices by CDI."""
    environment: Mapping[str, str]
    """The toolkit's settings."""

    def lacks(self, strategy: str) -> str | None:
        """Return what a device list strategy needs and this runtime has not; None if the runtime serves it."""
        if strategy.startswith("cdi-"):
            return None if self.cdi else "cdi.enabled: true"
        if not self.is_default:
            return "cdi.enabled: false, so that nvidia is the default runtime"
        if self.mode == "cdi":
            return "a runtime mode other than cdi (cdi.default: false)"
        if strategy == "volume-mounts":
            return None if self._accepts(_ACCEPT_MOUNTS, "false") else f"toolkit.env {_ACCEPT_MOUNTS}: true"
        # Accepting the variable is no way out: with it, tasks without a GPU can take all GPUs of a node.
        return None if self._accepts(_ACCEPT_ENVVAR, "true") else "volume-mounts"

    def _accepts(self, variable: str, default: str) -> bool:
        return self.environment.get(variable, default).lower() == "true"


def node_runtime(values: Mapping[str, Any], version: str) -> NodeRuntime:
    """Return what the operator of this version configures with these values of its chart."""
    native, cdi = version_number(version) >= _NATIVE_CDI, _mapping(values, "cdi")
    enabled = bool(cdi.get("enabled", native))
    own = environment(values, "toolkit")
    is_default = own.get("NVIDIA_RUNTIME_SET_AS_DEFAULT", str(not (enabled and native))).lower() == "true"
    mode = "cdi" if enabled and (native or cdi.get("default")) else "auto"
    return NodeRuntime(is_default, own.get("NVIDIA_CONTAINER_RUNTIME_MODE", mode), enabled, own)


def strategies(values: Mapping[str, Any], version: str) -> tuple[str, ...]:
    """Return how the device plugin hands out GPUs: the variable in its values, else the operator's default."""
    native, enabled = version_number(version) >= _NATIVE_CDI, node_runtime(values, version).cdi
    default = ("cdi-annotations,cdi-cri" if native else "envvar,cdi-annotations") if enabled else "envvar"
    text = environment(values, "devicePlugin").get("DEVICE_LIST_STRATEGY", default)
    return tuple(part.strip() for part in text.split(",") if part.strip())


def unserved(values: Mapping[str, Any], version: str) -> Iterator[tuple[str, str]]:
    """List each strategy with what it lacks if the nodes' runtime serves none of them.

    Lists nothing for nodes that the operator does not configure (`toolkit.enabled: false`), because their runtime is
    unknown, and for a device plugin that it does not install.
    """
    if not all(_mapping(values, part).get("enabled", True) for part in ("toolkit", "devicePlugin")):
        return
    runtime = node_runtime(values, version)
    lacking = [(strategy, runtime.lacks(strategy)) for strategy in strategies(values, version)]
    if all(needed is not None for _, needed in lacking):
        yield from ((strategy, needed) for strategy, needed in lacking if needed is not None)


def environment(values: Mapping[str, Any], part: str) -> dict[str, str]:
    """Return the variables under `<part>.env`, which the operator applies last; a later entry of a name wins."""
    entries = _mapping(values, part).get("env")
    found = (each for each in entries if isinstance(each, Mapping)) if isinstance(entries, list | tuple) else ()
    return {str(each.get("name")): str(each.get("value", "")) for each in found}


def _mapping(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = values.get(key)
    return part if isinstance(part, Mapping) else {}
