"""The result of a command of the stand-in: text, exit code, and the GPUs afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.kubernetes.gpu.state import Gpus, SimulatedGpu

INVALID, NOT_FOUND, IN_USE = 2, 6, 19
"""nvidia-smi exits with NVML's return codes: NVML_ERROR_INVALID_ARGUMENT, _NOT_FOUND, _IN_USE."""


@dataclass(frozen=True)
class ToolAnswer:
    """The result of one command. `lines` go to standard output, errors included, as with nvidia-smi."""

    gpus: Gpus
    lines: Sequence[str]
    code: int = 0


def chosen(gpus: Gpus, identifiers: str | None) -> list[SimulatedGpu]:
    """Return the GPUs in `-i` (indexes, UUIDs or bus ids, separated by commas), or all GPUs without `-i`."""
    if identifiers is None:
        return list(gpus.gpus)
    words = {word.strip() for word in identifiers.split(",")}
    return [gpu for gpu in gpus.gpus if words & {str(gpu.index), gpu.uuid, gpu.bus_id}]
