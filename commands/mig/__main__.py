"""`python3 -m commands.mig VERB`, told by the environment names of `Job.of`.

stdout is stored in Pulumi's state: it tells how things are, not what was done, so that a rerun without effect prints
the same. MIG_BOOT_ID is not read: Hopper and newer cards lose MIG mode at a reboot, and a changed environment makes
the Command plugin run the program again.
"""

from __future__ import annotations

import os
import sys

from commands.failure import Failure, told
from commands.mig.adjust import adjust
from commands.mig.device_plugin import DevicePluginPod
from commands.mig.disable import disable
from commands.mig.enable import enable
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.label import unlabel
from commands.mig.nvidia_smi import NvidiaSmi

VERBS = {"enable": enable, "adjust": adjust, "disable": disable, "unlabel": unlabel}


def work() -> list[str]:
    """Do what the one argument says; the lines to print."""
    if len(sys.argv) != 2 or sys.argv[1] not in VERBS:
        raise Failure(f"usage: python3 -m commands.mig {'|'.join(VERBS)}")
    job = MigJob.of(os.environ)
    kubectl = NodeKubectl(job)
    return VERBS[sys.argv[1]](job, kubectl, NvidiaSmi(job, DevicePluginPod(job, kubectl)))


if __name__ == "__main__":
    sys.exit(told(work))
