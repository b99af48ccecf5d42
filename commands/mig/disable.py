"""Removes CDMO's label from a node and switches MIG off, which destroys all GPU instances.

Refuses while workers use the node. A pending reboot, a missing GPU or a missing node does not fail a destroy.
"""

from __future__ import annotations

from collections.abc import Iterable

from commands.failure import Failure
from commands.mig.attempts import Outcome, switch_mode
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.nvidia_smi import DISABLED, NvidiaSmi
from commands.mig.workers import require_none


def disable(job: MigJob, kubectl: NodeKubectl, smi: NvidiaSmi) -> list[str]:
    """Remove the label, switch MIG off and return one line per GPU.

    Raises Failure while workers hold GPUs, or if a GPU would stay in MIG mode even after a reboot.
    """
    if not kubectl.exists("node", job.node):
        return [f"node {job.node} is not in the cluster: no MIG mode to switch off"]
    require_none(job, kubectl, "on")
    kubectl.unlabel(job.node, job.label)
    return switch_off(job, smi, job.gpus)


def switch_off(job: MigJob, smi: NvidiaSmi, indices: Iterable[int]) -> list[str]:
    """Switch MIG off on these GPUs and return one line per GPU.

    Raises Failure if a GPU would stay in MIG mode even after a reboot.
    """
    gpus = tuple(gpu for gpu in smi.gpus() if gpu.index in indices and gpu.capable)
    outcomes = switch_mode(job, smi, gpus, DISABLED, smi.disable)
    stuck = [f"{o.gpu} stays in MIG mode ({o.reason})" for o in outcomes if o.gpu.pending != DISABLED]
    if stuck:
        hint = "end what uses the GPU, or reboot the node, then run Pulumi again"
        raise Failure(f"node {job.node}: {', '.join(stuck)}: {hint}")
    missing = sorted(set(indices) - {gpu.index for gpu in gpus})
    return [_line(job, outcome) for outcome in outcomes] + [
        f"node {job.node}: GPU {index} is missing or has no MIG mode: nothing to switch off" for index in missing
    ]


def _line(job: MigJob, outcome: Outcome) -> str:
    if outcome.gpu.current == DISABLED:
        return f"node {job.node}: {outcome.gpu}: MIG is off"
    return f"node {job.node}: {outcome.gpu}: MIG will be off after a reboot of node {job.node} ({outcome.reason})"
