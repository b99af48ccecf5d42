"""What an update runs: GPUs that the settings no longer name leave MIG mode, the others are brought into it."""

from __future__ import annotations

import sys

from commands.mig.disable import switch_off
from commands.mig.enable import enable
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.nvidia_smi import DISABLED, NvidiaSmi
from commands.mig.workers import require_none


def adjust(job: MigJob, kubectl: NodeKubectl, smi: NvidiaSmi) -> list[str]:
    """As `enable` prints it. Raises Failure while workers run on a node of which a GPU is to leave MIG mode."""
    dropped = set(job.formerly) - set(job.gpus)
    if dropped and kubectl.exists("node", job.node):
        if any(gpu.index in dropped and not gpu.settled(DISABLED) for gpu in smi.gpus()):
            require_none(job, kubectl, "on")
        for line in switch_off(job, smi, dropped):
            print(line, file=sys.stderr)
    return enable(job, kubectl, smi)
