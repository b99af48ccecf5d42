"""`python3 -m commands.mig VERB`, with the settings of `MigJob.from_environment`.

stdout is stored in Pulumi's state. It describes the result and not the steps, so that a rerun without effect prints the
same text. The values of MIG_BOOT_ID and MIG_RESTORED are not read: Hopper and newer cards lose MIG mode at a boot or a
driver reload, and a changed environment makes the Command plugin run the program again.
"""

from __future__ import annotations

import os
import signal
import sys

from commands.failure import Failure, exit_code
from commands.mig.adjust import adjust
from commands.mig.device_plugin import DevicePluginPod
from commands.mig.disable import disable
from commands.mig.enable import enable
from commands.mig.job import MigJob
from commands.mig.kubectl import NodeKubectl
from commands.mig.label import unlabel

VERBS = {"enable": enable, "adjust": adjust, "disable": disable, "unlabel": unlabel}


def work() -> list[str]:
    """Run the verb of the only argument and return the lines to print."""
    if len(sys.argv) != 2 or sys.argv[1] not in VERBS:
        raise Failure(f"usage: python3 -m commands.mig {'|'.join(VERBS)}")
    job = MigJob.from_environment(os.environ)
    kubectl = NodeKubectl(job)
    # A terminated command undoes what it did to the node, as an interrupted one does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    return VERBS[sys.argv[1]](job, kubectl, DevicePluginPod(job, kubectl))


if __name__ == "__main__":
    sys.exit(exit_code(work))
