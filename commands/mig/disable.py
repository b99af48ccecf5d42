"""Takes CDMO's label off and switches MIG off, which destroys all instances: only on a node without workers. A reboot
that is left to do, a GPU or a node that is gone do not stand in the way of a destroy.
"""

from __future__ import annotations

from collections.abc import Iterable

from commands.failure import Failure
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.nvidia_smi import DISABLED, NvidiaSmi
from commands.mig.turns import Outcome, bring
from commands.mig.workers import require_none


def disable(job: MigJob, kubectl: NodeKubectl, smi: NvidiaSmi) -> list[str]:
    """One line a GPU. Raises Failure while workers hold GPUs, or when a GPU will not even be off after a reboot."""
    if not kubectl.exists("node", job.node):
        return [f"node {job.node} is gone: there is no MIG to switch off"]
    require_none(job, kubectl, "on")
    kubectl.unlabel(job.node, job.label)
    return switch_off(job, smi, job.gpus)


def switch_off(job: MigJob, smi: NvidiaSmi, indices: Iterable[int]) -> list[str]:
    """Switch MIG of these GPUs off; one line a GPU. Raises Failure when one will not even be off after a reboot."""
    there = smi.gpus()
    wanted = tuple(gpu for gpu in there if gpu.index in indices and gpu.capable)
    outcomes = bring(job, smi, wanted, DISABLED, smi.disable)
    stuck = [f"{o.gpu} stays in MIG mode ({o.said})" for o in outcomes if o.gpu.pending != DISABLED]
    if stuck:
        hint = "end what uses the GPU, or reboot the node, then run pulumi again"
        raise Failure(f"node {job.node}: {', '.join(stuck)}: {hint}")
    nothing = sorted(set(indices) - {gpu.index for gpu in wanted})
    return [_line(job, outcome) for outcome in outcomes] + [
        f"node {job.node}: GPU {index} is gone or cannot do MIG: there is nothing to switch off" for index in nothing
    ]


def _line(job: MigJob, outcome: Outcome) -> str:
    if outcome.gpu.current == DISABLED:
        return f"node {job.node}: {outcome.gpu}: MIG is off"
    return f"node {job.node}: {outcome.gpu}: MIG will be off after a reboot of node {job.node} ({outcome.said})"
