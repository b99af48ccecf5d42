"""`nvidia-smi -mig 0|1`: changes the mode at once, leaves it pending, or fails. The exit code is 0 in each case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sandbox.kubernetes.gpu.answer import ToolAnswer
from sandbox.kubernetes.gpu.state import Gpus, Manner, SimulatedGpu

REASONS = {Manner.IN_USE: "In use by another client", Manner.PENDING: "Not Supported"}
ADVICE = {
    Manner.IN_USE: "{bus} is currently being used by one or more other processes (e.g. CUDA application or a "
    "monitoring application such as another instance of nvidia-smi). Please first kill all processes using the "
    "device and retry the command or reboot the system to make MIG mode effective.",
    Manner.PENDING: "Reboot the system or try nvidia-smi --gpu-reset to make MIG mode effective on GPU {bus}",
}


def set_mode(gpus: Gpus, target: bool, selected: Sequence[SimulatedGpu]) -> ToolAnswer:
    """Set the mode of the selected GPUs."""
    lines: list[str] = []
    for gpu in selected:
        changed, text = _set_one(gpus.manner, gpu, target)
        gpus = gpus.with_gpu(changed)
        lines += text
    return ToolAnswer(gpus, [*lines, "All done."])


def _set_one(manner: Manner, gpu: SimulatedGpu, target: bool) -> tuple[SimulatedGpu, list[str]]:
    verb = "enable" if target else "disable"
    if manner is Manner.UNSUPPORTED:
        failure = f"Unable to {verb} MIG Mode for GPU {gpu.bus_id}: Not Supported"
        return gpu, [failure, "Treating as warning and moving on."]
    # INF: instances keep the GPU in use, as any other client does.
    obstacle = Manner.IN_USE if gpu.instances and not target else manner
    if gpu.current == target or obstacle is Manner.FREE:
        mode = replace(gpu, current=target, pending=target)
        return mode, [f"{verb.capitalize()}d MIG Mode for GPU {gpu.bus_id}"]
    warning = f"Warning: MIG mode is in pending {verb} state for GPU {gpu.bus_id}:{REASONS[obstacle]}"
    return replace(gpu, pending=target), [warning, ADVICE[obstacle].format(bus=gpu.bus_id)]
