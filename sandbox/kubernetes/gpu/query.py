"""`nvidia-smi --query-gpu` and `--query-compute-apps`: comma-separated rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sandbox.kubernetes.gpu.answer import INVALID, ToolAnswer
from sandbox.kubernetes.gpu.state import Gpus, Manner, SimulatedGpu
from sandbox.kubernetes.nodes import DRIVER

NOT_AVAILABLE = "[N/A]"
USER_PID, USER_NAME, USER_MIB = 4711, "/usr/bin/nv-hostengine", 512
UNITS = {"memory.total": "MiB", "memory.used": "MiB", "used_gpu_memory": "MiB", "used_memory": "MiB"}
Column = Callable[[Gpus, SimulatedGpu], str]


def _mode(gpus: Gpus, enabled: bool) -> str:
    if gpus.manner is Manner.UNSUPPORTED:
        return NOT_AVAILABLE
    return "Enabled" if enabled else "Disabled"


def _used(gpus: Gpus) -> int:
    return USER_MIB if gpus.manner is Manner.IN_USE else 0


GPU_COLUMNS: dict[str, Column] = {
    "index": lambda _, gpu: str(gpu.index),
    "count": lambda gpus, _: str(len(gpus.gpus)),
    "uuid": lambda _, gpu: gpu.uuid,
    "gpu_uuid": lambda _, gpu: gpu.uuid,
    "name": lambda gpus, _: gpus.model,
    "gpu_name": lambda gpus, _: gpus.model,
    "pci.bus_id": lambda _, gpu: gpu.bus_id,
    "gpu_bus_id": lambda _, gpu: gpu.bus_id,
    "driver_version": lambda *_: DRIVER,
    "compute_cap": lambda gpus, _: gpus.card.compute,
    "memory.total": lambda gpus, _: str(gpus.card.memory_mib),
    "memory.used": lambda gpus, _: str(_used(gpus)),
    "mig.mode.current": lambda gpus, gpu: _mode(gpus, gpu.current),
    "mig.mode.pending": lambda gpus, gpu: _mode(gpus, gpu.pending),
}
APP_COLUMNS: dict[str, Column] = {
    "gpu_uuid": lambda _, gpu: gpu.uuid,
    "gpu_name": lambda gpus, _: gpus.model,
    "gpu_bus_id": lambda _, gpu: gpu.bus_id,
    "pid": lambda *_: str(USER_PID),
    "process_name": lambda *_: USER_NAME,
    "name": lambda *_: USER_NAME,
    "used_memory": lambda gpus, _: str(_used(gpus)),
    "used_gpu_memory": lambda gpus, _: str(_used(gpus)),
}


def query_gpus(gpus: Gpus, selected: Sequence[SimulatedGpu], columns: str, style: Sequence[str]) -> ToolAnswer:
    """One row per GPU. `style` holds the words of `--format`: csv, noheader, nounits."""
    return _table(gpus, selected, columns.split(","), style, GPU_COLUMNS)


def query_apps(gpus: Gpus, selected: Sequence[SimulatedGpu], columns: str, style: Sequence[str]) -> ToolAnswer:
    """One row per process that uses a GPU."""
    users = selected if gpus.manner is Manner.IN_USE else []
    return _table(gpus, users, columns.split(","), style, APP_COLUMNS)


def _table(
    gpus: Gpus, rows: Sequence[SimulatedGpu], names: Sequence[str], style: Sequence[str], columns: dict[str, Column]
) -> ToolAnswer:
    names = [name.strip() for name in names]
    unknown = [name for name in names if name not in columns]
    if unknown:
        return ToolAnswer(gpus, [f'Field "{unknown[0]}" is not a valid field to query.', ""], INVALID)
    if "csv" not in style:
        return ToolAnswer(gpus, ["Format not specified; valid formats are: csv"], INVALID)
    units = {} if "nounits" in style else UNITS
    lines = [", ".join(" ".join([columns[name](gpus, gpu), *_unit(name, units)]) for name in names) for gpu in rows]
    if "noheader" in style:
        return ToolAnswer(gpus, lines)
    return ToolAnswer(gpus, [", ".join(f"{name} [{UNITS[name]}]" if name in UNITS else name for name in names), *lines])


def _unit(name: str, units: dict[str, str]) -> list[str]:
    return [units[name]] if name in units else []
