"""`nvidia-smi` without arguments and `nvidia-smi -L`: output for human readers."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.kubernetes.gpu.answer import ToolAnswer
from sandbox.kubernetes.gpu.query import USER_MIB, USER_NAME, USER_PID
from sandbox.kubernetes.gpu.state import Gpus, Manner, SimulatedGpu
from sandbox.kubernetes.nodes import CUDA, DRIVER

WIDTH = 89
RULE = f"+{'-' * WIDTH}+"


def list_gpus(gpus: Gpus, selected: Sequence[SimulatedGpu]) -> ToolAnswer:
    """Return one line per GPU, and one per MIG device in it."""
    lines = []
    for gpu in selected:
        lines.append(f"GPU {gpu.index}: {gpus.model} (UUID: {gpu.uuid})")
        devices = [one for one in gpu.instances if one.compute]
        lines += [f"  MIG {one.profile:<12} Device  {at}: (UUID: {one.uuid})" for at, one in enumerate(devices)]
    return ToolAnswer(gpus, lines)


def overview(gpus: Gpus, selected: Sequence[SimulatedGpu]) -> ToolAnswer:
    """Return the well-known table, without temperatures, power and load."""
    lines = [RULE, _line(f"NVIDIA-SMI {DRIVER:<20} Driver Version: {DRIVER:<14} CUDA Version: {CUDA}"), RULE]
    for gpu in selected:
        mode = "N/A" if gpus.manner is Manner.UNSUPPORTED else "Enabled" if gpu.current else "Disabled"
        lines.append(_line(f"{gpu.index:>3}  {gpus.model:<28} {gpu.bus_id}   {gpus.card.memory_mib}MiB   MIG: {mode}"))
    lines += [RULE, _line("Processes:")]
    if gpus.manner is Manner.IN_USE:
        lines += [_line(f"{gpu.index:>3}  {USER_PID:>8}  C  {USER_NAME:<40} {USER_MIB}MiB") for gpu in selected]
    else:
        lines.append(_line("No running processes found"))
    return ToolAnswer(gpus, [*lines, RULE])


def _line(text: str) -> str:
    return f"| {text:<{WIDTH - 2}} |"
