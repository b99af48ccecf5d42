"""Switches MIG on, or reports what holds a GPU or which node must be rebooted. It neither reboots nor labels a node."""

from __future__ import annotations

from commands.failure import Failure
from commands.mig.attempts import Outcome, switch_mode
from commands.mig.device_plugin import DevicePluginPod
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.maintenance import maintenance, recover
from commands.mig.nvidia_smi import ENABLED, GpuState, NvidiaSmi


def enable(job: MigJob, kubectl: NodeKubectl, plugin: DevicePluginPod) -> list[str]:
    """Return one line per GPU once all are in MIG mode. Raises Failure with one line for the whole node otherwise."""
    if not kubectl.exists("node", job.node):
        nodes = ", ".join(sorted(kubectl.names("nodes")))
        raise Failure(f"node {job.node} does not exist in the cluster (context {job.context}); its nodes are: {nodes}")
    recover(job, kubectl)
    gpus = _job_gpus(job, NvidiaSmi(job, plugin).gpus())
    if not all(gpu.stays(ENABLED) for gpu in gpus):
        with maintenance(job, kubectl, plugin, "off") as pod:
            smi = NvidiaSmi(job, pod)
            outcomes = switch_mode(job, smi, gpus, ENABLED, smi.enable)
        _require_on(job, outcomes)
    return [f"node {job.node}: {gpu}: MIG is on" for gpu in gpus]


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
    if not off:
        return
    if any(outcome.gpu.pending != ENABLED for outcome in off):
        parts = [f"{outcome.gpu} does not go into MIG mode ({outcome.reason})" for outcome in off]
        hint = "see `nvidia-smi -q` on the node"
    elif any(outcome.in_use for outcome in off):
        parts = [f"{outcome.gpu} is in use by {outcome.processes or 'another client'}" for outcome in off]
        hint = _free(job)
    else:
        parts = [f"{outcome.gpu} is waiting for a reset ({outcome.reason})" for outcome in off]
        hint = _reset(job)
    raise Failure(f"node {job.node}: {', '.join(parts)}: {hint}, then run `pulumi up` again")


def _free(job: MigJob) -> str:
    """What to do about a GPU that a client outside the GPU operator holds."""
    free = "free the GPU: stop what uses it on the node (`fuser -v /dev/nvidia*` lists it)"
    return free if job.forgets else f"{free}, or reboot node {job.node}"


def _reset(job: MigJob) -> str:
    """What to do about a GPU that this node may not reset, such as in a virtual machine."""
    if job.forgets:
        return "switch MIG on where the GPU can be reset, such as on the host of the virtual machine"
    return f"reboot node {job.node}"
