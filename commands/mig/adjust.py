"""Updates a node: GPUs that are no longer in the settings leave MIG mode, the others enter it."""

from __future__ import annotations

import sys

from commands.mig.disable import switch_off
from commands.mig.enable import enable
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.nvidia_smi import DISABLED, NvidiaSmi
from commands.mig.workers import require_none


def adjust(job: MigJob, kubectl: NodeKubectl, smi: NvidiaSmi) -> list[str]:
    """Return the lines of `enable`. Raises Failure while workers run on a node whose GPU has to leave MIG mode."""
    removed = set(job.previous_gpus) - set(job.gpus)
    if removed and kubectl.exists("node", job.node):
        if any(gpu.index in removed and not gpu.stays(DISABLED) for gpu in smi.gpus()):
            require_none(job, kubectl, "on")
        for line in switch_off(job, smi, removed):
            print(line, file=sys.stderr)
    return enable(job, kubectl, smi)
