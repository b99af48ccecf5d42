"""Removes CDMO's label from a node, so that CDMO leaves its GPUs alone.

The deletion of Pulumi's NodePatch cannot do this: it applies an empty object, which would re-create a node that has
left the cluster.
"""

from __future__ import annotations

from commands.mig.device_plugin import DevicePluginPod
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.maintenance import recover


def unlabel(job: MigJob, kubectl: NodeKubectl, plugin: DevicePluginPod) -> list[str]:
    """Remove the label and leave MIG mode as it is, so workers may keep their GPU instances."""
    del plugin
    if not kubectl.exists("node", job.node):
        return [f"node {job.node} is not in the cluster: no label to remove"]
    recover(job, kubectl)
    kubectl.unlabel(job.node, job.label)
    return [f"node {job.node}: label {job.label} removed, MIG mode unchanged"]
