"""Updates a node: GPUs that are no longer in the settings leave MIG mode, the others enter it."""

from __future__ import annotations

import sys

from commands.mig.device_plugin import DevicePluginPod
from commands.mig.disable import switch_off
from commands.mig.enable import enable
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.maintenance import recover


def adjust(job: MigJob, kubectl: NodeKubectl, plugin: DevicePluginPod) -> list[str]:
    """Return the lines of `enable`. Raises Failure while pods hold GPUs of a node whose GPU has to leave MIG mode."""
    removed = set(job.previous_gpus) - set(job.gpus)
    if removed and kubectl.exists("node", job.node):
        recover(job, kubectl)
        for line in switch_off(job, kubectl, plugin, removed):
            print(line, file=sys.stderr)
    return enable(job, kubectl, plugin)
