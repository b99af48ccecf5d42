"""MIG as `nvidia-smi` of a node shows and switches it.

What happened is decided by the modes it reports, never by its exit code or words: it ends with `All done.` and 0 even
when a mode is only pending (NVIDIA's MIG user guide, "Enable MIG Mode").
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from commands.failure import Failure, last_words
from commands.mig.device_plugin import DevicePluginPod
from commands.mig.job import MigJob
from commands.mig.kubectl import KubectlAnswer

ENABLED, DISABLED = "Enabled", "Disabled"
QUERY = ("--query-gpu=index,pci.bus_id,name,mig.mode.current,mig.mode.pending", "--format=csv,noheader")
QUERIES = 3
"""How often to ask for the list of GPUs: the pod may be restarted between finding and asking."""

_ROW = re.compile(r"\s*(\d+),\s*([^,]+),\s*(.+),\s*([^,]+),\s*([^,]+?)\s*")
_REASON = re.compile(r"in pending \w+ state for GPU [\dA-Fa-f:]+\.\d+:\s*(.+?)\s*$", re.MULTILINE)
_REFUSAL = re.compile(r"^(?:Unable|Failed) to .+$", re.MULTILINE)


@dataclass(frozen=True)
class GpuState:
    """One GPU with the mode it is in and the mode it will be in after a reset or reboot."""

    index: int
    bus_id: str
    name: str
    current: str
    pending: str

    def __str__(self) -> str:
        return f"GPU {self.index} ({self.name})"

    @property
    def capable(self) -> bool:
        """Cards that cannot do MIG report `[N/A]`."""
        return {self.current, self.pending} <= {ENABLED, DISABLED}

    def settled(self, mode: str) -> bool:
        """In this mode now, and to stay there."""
        return self.current == self.pending == mode


class NvidiaSmi:
    """`nvidia-smi` of one node."""

    def __init__(self, job: MigJob, plugin: DevicePluginPod) -> None:
        self._job = job
        self._plugin = plugin

    def gpus(self) -> tuple[GpuState, ...]:
        """All GPUs of the node, by index. Raises Failure when nvidia-smi lists none."""
        for query in range(QUERIES):
            if query:
                self._plugin.forget()
                time.sleep(self._job.pause_seconds)
            answer = self._plugin.run("nvidia-smi", *QUERY)
            rows = (_ROW.fullmatch(line) for line in answer.out.splitlines())
            gpus = tuple(GpuState(int(row[1]), row[2], row[3], row[4], row[5]) for row in rows if row)
            if gpus:
                return gpus
        raise Failure(f"node {self._job.node}: nvidia-smi lists no GPU: {answer.words}; check the driver on the node")

    def enable(self, index: int) -> str:
        """Ask for MIG on; returns the reason it gives for a pending mode, or else its last words."""
        return _reason(self._plugin.run("nvidia-smi", "-i", str(index), "-mig", "1"))

    def disable(self, index: int) -> str:
        """Destroy compute instances, then GPU instances, and ask for MIG off; returns the reason as above.

        Both destructions fail on a GPU that has none. That is no matter: MIG cannot be off while instances are left.
        """
        for destroy in ("-dci", "-dgi"):
            self._plugin.run("nvidia-smi", "mig", "-i", str(index), destroy)
        return _reason(self._plugin.run("nvidia-smi", "-i", str(index), "-mig", "0"))


def _reason(answer: KubectlAnswer) -> str:
    pending = _REASON.search(answer.out)
    if pending:
        return pending[1].rstrip(".").lower()
    refused = _REFUSAL.search(answer.out)
    return last_words(refused[0]) if refused else answer.words
