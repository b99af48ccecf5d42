"""Switches MIG on, or says which node must be rebooted. Never reboots, never labels."""

from __future__ import annotations

from commands.failure import Failure
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.nvidia_smi import ENABLED, GpuState, NvidiaSmi
from commands.mig.turns import Outcome, bring
from commands.mig.workers import require_none


def enable(job: MigJob, kubectl: NodeKubectl, smi: NvidiaSmi) -> list[str]:
    """One line a GPU once all are in MIG mode. Raises Failure with one line for the whole node otherwise."""
    if not kubectl.exists("node", job.node):
        known = ", ".join(sorted(kubectl.names("nodes")))
        raise Failure(f"node {job.node} does not exist in the cluster (context {job.context}); its nodes are: {known}")
    wanted = _wanted(job, smi.gpus())
    if not all(gpu.settled(ENABLED) for gpu in wanted):
        # A pod that holds the whole GPU would lose it; after a reboot of a Hopper node such pods are the ordinary case.
        require_none(job, kubectl, "off")
    outcomes = bring(job, smi, wanted, ENABLED, smi.enable)
    _require_on(job, outcomes)
    return [f"node {job.node}: {outcome.gpu}: MIG is on" for outcome in outcomes]


def _wanted(job: MigJob, gpus: tuple[GpuState, ...]) -> tuple[GpuState, ...]:
    """The GPUs of the job, all of them capable; nothing is switched before that is known."""
    unknown = sorted(set(job.gpus) - {gpu.index for gpu in gpus})
    if unknown:
        numbers, there = ", ".join(map(str, unknown)), ", ".join(map(str, gpus))
        raise Failure(f"node {job.node} has no GPU {numbers}; it has {there}: correct the list of GPUs of this node")
    wanted = tuple(gpu for gpu in gpus if gpu.index in job.gpus)
    incapable = [gpu for gpu in wanted if not gpu.capable]
    if incapable:
        which = ", ".join(f"GPU {gpu.index} of node {job.node} ({gpu.name}) cannot do MIG" for gpu in incapable)
        expected = f", the settings expect {job.card}" if job.card else ""
        raise Failure(
            f"{which}: nvidia-smi reports the mode {incapable[0].current}{expected}; correct this node's GPUs"
        )
    return wanted


def _require_on(job: MigJob, outcomes: list[Outcome]) -> None:
    off = [outcome for outcome in outcomes if not outcome.gpu.settled(ENABLED)]
    waiting = [outcome for outcome in off if outcome.gpu.pending == ENABLED]
    refused = [outcome for outcome in off if outcome not in waiting]
    parts = [f"{outcome.gpu} is waiting for a reboot ({outcome.said})" for outcome in waiting]
    parts += [f"{outcome.gpu} does not go into MIG mode ({outcome.said})" for outcome in refused]
    if refused:
        raise Failure(f"node {job.node}: {', '.join(parts)}: see `nvidia-smi -q` on the node, then run pulumi up again")
    if waiting:
        raise Failure(f"node {job.node}: {', '.join(parts)}: reboot node {job.node}, then run pulumi up again")
