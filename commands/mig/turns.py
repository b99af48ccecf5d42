"""Brings chosen GPUs of a node into a mode, all of them in every turn, in a few turns: "in use" may be short-lived."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from commands.mig.job import MigJob
from commands.mig.nvidia_smi import GpuState, NvidiaSmi

TURNS = 3


@dataclass(frozen=True)
class Outcome:
    """A GPU as it is after the last turn, and what nvidia-smi said about it last ("" when it was not asked)."""

    gpu: GpuState
    said: str


def bring(
    job: MigJob, smi: NvidiaSmi, gpus: tuple[GpuState, ...], mode: str, ask: Callable[[int], str]
) -> list[Outcome]:
    """Ask for the mode where a GPU is not settled in it, until all are or the turns are used up."""
    said: dict[int, str] = {}
    for turn in range(TURNS):
        astray = [gpu.index for gpu in gpus if not gpu.settled(mode)]
        if not astray:
            break
        if turn:
            time.sleep(job.pause_seconds)
        said.update({index: ask(index) for index in astray})
        wanted = {gpu.index for gpu in gpus}
        gpus = tuple(gpu for gpu in smi.gpus() if gpu.index in wanted)
    return [Outcome(gpu, said.get(gpu.index, "")) for gpu in gpus]
