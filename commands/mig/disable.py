"""Removes CDMO's label from a node and switches MIG off, which destroys all GPU instances.

Refuses while workers use the node. A pending reboot, a missing GPU or a missing node does not fail a destroy.
"""

from __future__ import annotations

from collections.abc import Iterable

from commands.failure import Failure
from commands.mig.attempts import Outcome, switch_mode
from commands.mig.device_plugin import DevicePluginPod
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.maintenance import maintenance, recover
from commands.mig.nvidia_smi import DISABLED, NvidiaSmi
from commands.mig.workers import require_none


def disable(job: MigJob, kubectl: NodeKubectl, plugin: DevicePluginPod) -> list[str]:
    """Remove the label, switch MIG off and return one line per GPU.

    Raises Failure while workers hold GPUs, or if a GPU would stay in MIG mode even after a reboot.
    """
    if not kubectl.exists("node", job.node):
        return [f"node {job.node} is not in the cluster: no MIG mode to switch off"]
    recover(job, kubectl)
    require_none(job, kubectl, "on")
    kubectl.unlabel(job.node, job.label)
    return switch_off(job, kubectl, plugin, job.gpus)


def switch_off(job: MigJob, kubectl: NodeKubectl, plugin: DevicePluginPod, indices: Iterable[int]) -> list[str]:
    """Switch MIG off on these GPUs and return one line per GPU.

    Raises Failure if a GPU would stay in MIG mode even after a reboot.
    """
    listed = NvidiaSmi(job, plugin).gpus()
    gpus = tuple(gpu for gpu in listed if gpu.index in indices and gpu.capable)
    outcomes = [Outcome(gpu, "") for gpu in gpus]
    if not all(gpu.stays(DISABLED) for gpu in gpus):
        with maintenance(job, kubectl, plugin, "on") as pod:
            smi = NvidiaSmi(job, pod)
            outcomes = switch_mode(job, smi, gpus, DISABLED, smi.disable)
    stuck = [f"{o.gpu} stays in MIG mode ({o.reason})" for o in outcomes if o.gpu.pending != DISABLED]
    if stuck:
        hint = "stop what uses the GPU on the node (`fuser -v /dev/nvidia*` lists it), then run Pulumi again"
        raise Failure(f"node {job.node}: {', '.join(stuck)}: {hint}")
    missing = sorted(set(indices) - {gpu.index for gpu in gpus})
    return [_line(job, outcome) for outcome in outcomes] + [
        f"node {job.node}: GPU {index} is missing or has no MIG mode: nothing to switch off" for index in missing
    ]


def _line(job: MigJob, outcome: Outcome) -> str:
    if outcome.gpu.current == DISABLED:
        return f"node {job.node}: {outcome.gpu}: MIG is off"
    return f"node {job.node}: {outcome.gpu}: MIG will be off after a reboot of node {job.node} ({outcome.reason})"
