"""Switches GPUs of a node to a mode and retries a few times, because a GPU may be in use for a moment only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from commands.mig.job import MigJob
from commands.mig.nvidia_smi import GpuState, NvidiaSmi

ATTEMPTS = 3


@dataclass(frozen=True)
class Outcome:
    """A GPU after the last attempt, and nvidia-smi's last answer about it ("" if no request was needed).

    `processes` are those that hold a GPU which is not in the mode, as far as nvidia-smi lists them.
    """

    gpu: GpuState
    reason: str
    processes: str = ""

    @property
    def in_use(self) -> bool:
        """Whether another client of the GPU prevents the change."""
        return "in use" in self.reason


def switch_mode(
    job: MigJob, smi: NvidiaSmi, gpus: tuple[GpuState, ...], mode: str, request: Callable[[int], str]
) -> list[Outcome]:
    """Request the mode for every GPU that is not in it, until all are or the attempts are used up."""
    reasons: dict[int, str] = {}
    for attempt in range(ATTEMPTS):
        remaining = [gpu.index for gpu in gpus if not gpu.stays(mode)]
        if not remaining:
            break
        if attempt:
            time.sleep(job.pause_seconds)
        reasons.update({index: request(index) for index in remaining})
        indices = {gpu.index for gpu in gpus}
        gpus = tuple(gpu for gpu in smi.gpus() if gpu.index in indices)
    return [
        Outcome(gpu, reasons.get(gpu.index, ""), "" if gpu.stays(mode) else smi.processes(gpu.index)) for gpu in gpus
    ]
