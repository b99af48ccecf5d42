"""Switches MIG on, or reports that a node must be rebooted. It neither reboots nor labels a node."""

from __future__ import annotations

from commands.failure import Failure
from commands.mig.attempts import Outcome, switch_mode
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.nvidia_smi import ENABLED, GpuState, NvidiaSmi
from commands.mig.workers import require_none


def enable(job: MigJob, kubectl: NodeKubectl, smi: NvidiaSmi) -> list[str]:
    """Return one line per GPU once all are in MIG mode. Raises Failure with one line for the whole node otherwise."""
    if not kubectl.exists("node", job.node):
        nodes = ", ".join(sorted(kubectl.names("nodes")))
        raise Failure(f"node {job.node} does not exist in the cluster (context {job.context}); its nodes are: {nodes}")
    gpus = _job_gpus(job, smi.gpus())
    if not all(gpu.stays(ENABLED) for gpu in gpus):
        # A pod that holds a whole GPU would lose it. After a reboot of a Hopper node such pods are common.
        require_none(job, kubectl, "off")
    outcomes = switch_mode(job, smi, gpus, ENABLED, smi.enable)
    _require_on(job, outcomes)
    return [f"node {job.node}: {outcome.gpu}: MIG is on" for outcome in outcomes]


def _job_gpus(job: MigJob, gpus: tuple[GpuState, ...]) -> tuple[GpuState, ...]:
    """The GPUs of the job. Raises Failure, before anything is switched, if one is missing or has no MIG mode."""
    missing = sorted(set(job.gpus) - {gpu.index for gpu in gpus})
    if missing:
        numbers, existing = ", ".join(map(str, missing)), ", ".join(map(str, gpus))
        raise Failure(f"node {job.node} has no GPU {numbers}; it has {existing}: correct this node's list of GPUs")
    selection = tuple(gpu for gpu in gpus if gpu.index in job.gpus)
    incapable = [gpu for gpu in selection if not gpu.capable]
    if incapable:
        which = ", ".join(f"GPU {gpu.index} of node {job.node} ({gpu.name}) cannot do MIG" for gpu in incapable)
        expected = f", the settings expect {job.card}" if job.card else ""
        raise Failure(
            f"{which}: nvidia-smi reports the mode {incapable[0].current}{expected}; correct this node's GPUs"
        )
    return selection


def _require_on(job: MigJob, outcomes: list[Outcome]) -> None:
    off = [outcome for outcome in outcomes if not outcome.gpu.stays(ENABLED)]
    waiting = [outcome for outcome in off if outcome.gpu.pending == ENABLED]
    refused = [outcome for outcome in off if outcome not in waiting]
    parts = [f"{outcome.gpu} is waiting for a reboot ({outcome.reason})" for outcome in waiting]
    parts += [f"{outcome.gpu} does not go into MIG mode ({outcome.reason})" for outcome in refused]
    if refused:
        hint = "see `nvidia-smi -q` on the node, then run `pulumi up` again"
        raise Failure(f"node {job.node}: {', '.join(parts)}: {hint}")
    if waiting:
        raise Failure(f"node {job.node}: {', '.join(parts)}: reboot node {job.node}, then run `pulumi up` again")
