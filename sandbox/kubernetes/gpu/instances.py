"""`nvidia-smi mig -dci` and `-dgi`: destroys compute instances and GPU instances.

Texts: NVIDIA/DCGM#95 (in use), GoogleCloudPlatform/container-engine-accelerators#444 (nothing to destroy).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sandbox.kubernetes.gpu.answer import IN_USE, NOT_FOUND, ToolAnswer
from sandbox.kubernetes.gpu.state import Gpus, Manner, SimulatedGpu

BUSY = "In use by another client"


def destroy_compute(gpus: Gpus, selected: Sequence[SimulatedGpu]) -> ToolAnswer:
    """`-dci`: destroy the compute instances of the selected GPUs."""
    refusal = not_enabled(gpus, selected)
    targets = [(gpu, one) for gpu in selected for one in gpu.instances if one.compute]
    if refusal or not targets:
        return refusal or ToolAnswer(gpus, ["No compute instances found: Not Found"], NOT_FOUND)
    names = [f"compute instance ID  0 from GPU  {gpu.index} GPU instance ID  {one.identifier}" for gpu, one in targets]
    if gpus.manner is Manner.IN_USE:
        return ToolAnswer(
            gpus, [f"Unable to destroy {names[0]}: {BUSY}", f"Failed to destroy compute instances: {BUSY}"], IN_USE
        )
    for gpu in selected:
        gpus = gpus.with_gpu(replace(gpu, instances=tuple(replace(one, compute=False) for one in gpu.instances)))
    return ToolAnswer(gpus, [f"Successfully destroyed {name}" for name in names])


def destroy_instances(gpus: Gpus, selected: Sequence[SimulatedGpu]) -> ToolAnswer:
    """`-dgi`: destroy the GPU instances of the selected GPUs; their compute instances must be gone."""
    refusal = not_enabled(gpus, selected)
    targets = [(gpu, one) for gpu in selected for one in gpu.instances]
    if refusal or not targets:
        return refusal or ToolAnswer(gpus, ["No GPU instances found: Not Found"], NOT_FOUND)
    for gpu, one in targets:
        if one.compute or gpus.manner is Manner.IN_USE:
            failure = f"Unable to destroy GPU instance ID  {one.identifier} from GPU  {gpu.index}: {BUSY}"
            return ToolAnswer(gpus, [failure, f"Failed to destroy GPU instances: {BUSY}"], IN_USE)
    for gpu in selected:
        gpus = gpus.with_gpu(replace(gpu, instances=()))
    line = "Successfully destroyed GPU instance ID  {} from GPU  {}"
    return ToolAnswer(gpus, [line.format(one.identifier, gpu.index) for gpu, one in targets])


def not_enabled(gpus: Gpus, selected: Sequence[SimulatedGpu]) -> ToolAnswer | None:
    """Return the refusal if none of the selected GPUs is in MIG mode."""
    if gpus.manner is not Manner.UNSUPPORTED and any(gpu.current for gpu in selected):
        return None
    return ToolAnswer(gpus, ["No MIG-enabled devices found."], NOT_FOUND)
