"""What a command of the stand-in came to: text, exit code, and the GPUs as they are afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.kubernetes.gpu.state import Gpus, SimulatedGpu

INVALID, NOT_FOUND, IN_USE = 2, 6, 19
"""nvidia-smi exits with NVML's return codes: NVML_ERROR_INVALID_ARGUMENT, _NOT_FOUND, _IN_USE."""


@dataclass(frozen=True)
class ToolAnswer:
    """`lines` go to standard output, errors included, as nvidia-smi does it."""

    gpus: Gpus
    lines: Sequence[str]
    code: int = 0


def chosen(gpus: Gpus, identifiers: str | None) -> list[SimulatedGpu]:
    """Return the GPUs that `-i` names by index, UUID or bus id, separated by commas; all where it is not given."""
    if identifiers is None:
        return list(gpus.gpus)
    wanted = {word.strip() for word in identifiers.split(",")}
    return [gpu for gpu in gpus.gpus if wanted & {str(gpu.index), gpu.uuid, gpu.bus_id}]
