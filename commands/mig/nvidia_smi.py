"""Reads and switches the MIG mode of a node's GPUs with `nvidia-smi`.

Only the reported modes show whether a switch succeeded. Exit code and output do not: nvidia-smi prints `All done.` and
exits with 0 even when a mode is only pending (NVIDIA's MIG user guide, "Enable MIG Mode").
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from commands.failure import Failure, last_line
from commands.mig.gpu_pod import GpuPod
from commands.mig.job import MigJob
from commands.mig.kubectl import KubectlResult

ENABLED, DISABLED = "Enabled", "Disabled"
QUERY = ("--query-gpu=index,pci.bus_id,name,mig.mode.current,mig.mode.pending", "--format=csv,noheader")
PROCESSES = ("--query-compute-apps=pid,process_name", "--format=csv,noheader")
QUERIES = 3
"""How often to query the list of GPUs: the pod may restart between its lookup and the query."""

_ROW = re.compile(r"\s*(\d+),\s*([^,]+),\s*(.+),\s*([^,]+),\s*([^,]+?)\s*")
_PROCESS = re.compile(r"\s*(\d+),\s*(.+?)\s*")
_REASON = re.compile(r"in pending \w+ state for GPU [\dA-Fa-f:]+\.\d+:\s*(.+?)\s*$", re.MULTILINE)
_REFUSAL = re.compile(r"^(?:Unable|Failed) to .+$", re.MULTILINE)


@dataclass(frozen=True)
class GpuState:
    """One GPU with its current MIG mode and the mode after the next reset or reboot (`pending`)."""

    index: int
    bus_id: str
    name: str
    current: str
    pending: str

    def __str__(self) -> str:
        return f"GPU {self.index} ({self.name})"

    @property
    def capable(self) -> bool:
        """Whether the card can do MIG; one that cannot reports `[N/A]`."""
        return {self.current, self.pending} <= {ENABLED, DISABLED}

    def stays(self, mode: str) -> bool:
        """Whether the GPU is in this mode now and will be after a reboot."""
        return self.current == self.pending == mode


class NvidiaSmi:
    """`nvidia-smi` of one node."""

    def __init__(self, job: MigJob, pod: GpuPod) -> None:
        self._job = job
        self._pod = pod

    def gpus(self) -> tuple[GpuState, ...]:
        """All GPUs of the node, by index. Raises Failure if nvidia-smi lists none."""
        for query in range(QUERIES):
            if query:
                self._pod.forget()
                time.sleep(self._job.pause_seconds)
            result = self._pod.run("nvidia-smi", *QUERY)
            rows = (_ROW.fullmatch(line) for line in result.stdout.splitlines())
            gpus = tuple(GpuState(int(row[1]), row[2], row[3], row[4], row[5]) for row in rows if row)
            if gpus:
                return gpus
        raise Failure(
            f"node {self._job.node}: nvidia-smi lists no GPU: {result.last_line}; check the driver on the node"
        )

    def processes(self, index: int) -> str:
        """Compute processes on a GPU, such as `python (pid 4711)`; "" if nvidia-smi lists none."""
        listed = self._pod.run("nvidia-smi", "-i", str(index), *PROCESSES).stdout.splitlines()
        found = (_PROCESS.fullmatch(line) for line in listed)
        return ", ".join(f"{row[2]} (pid {row[1]})" for row in found if row)

    def enable(self, index: int) -> str:
        """Request MIG on; returns the reason for a pending mode, or else the last line of output."""
        return _reason(self._pod.run("nvidia-smi", "-i", str(index), "-mig", "1"))

    def disable(self, index: int) -> str:
        """Destroy compute instances, then GPU instances, and request MIG off; returns what `enable` returns.

        Both deletions fail on a GPU without instances. Their result is ignored: MIG cannot be off while any are left.
        """
        for destroy in ("-dci", "-dgi"):
            self._pod.run("nvidia-smi", "mig", "-i", str(index), destroy)
        return _reason(self._pod.run("nvidia-smi", "-i", str(index), "-mig", "0"))


def _reason(result: KubectlResult) -> str:
    pending = _REASON.search(result.stdout)
    if pending:
        return pending[1].rstrip(".").lower()
    refusal = _REFUSAL.search(result.stdout)
    return last_line(refusal[0]) if refusal else result.last_line
