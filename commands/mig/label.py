"""Takes CDMO's label off a node, so that CDMO leaves its GPUs alone.

Done here and not by Pulumi's NodePatch: its delete applies an empty object, which would bring a node that has left the
cluster back as a ghost.
"""

from __future__ import annotations

from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.nvidia_smi import NvidiaSmi


def unlabel(job: MigJob, kubectl: NodeKubectl, smi: NvidiaSmi) -> list[str]:
    """Leave MIG mode as it is; workers may go on with the instances that are there."""
    del smi
    if not kubectl.exists("node", job.node):
        return [f"node {job.node} is gone: there is no label to take off"]
    kubectl.unlabel(job.node, job.label)
    return [f"node {job.node}: label {job.label} is off, MIG mode stays as it is"]
