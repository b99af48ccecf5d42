"""One GPU node of a cluster, for the command line and for tests: its state and the events that change it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sandbox.kubernetes import nodes
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.gpu import events, state
from sandbox.kubernetes.gpu.advertisement import advertise
from sandbox.kubernetes.gpu.state import Gpus
from sandbox.toolchain.progress import SetupError


@dataclass(frozen=True)
class SimulatedNode:
    """A node by its name; `folder` holds the state of all nodes' GPUs."""

    name: str
    folder: Path
    api: Api

    @property
    def file(self) -> Path:
        """The file with the state of its GPUs."""
        return self.folder / f"{self.name}.json"

    def gpus(self) -> Gpus:
        """Return the state of its GPUs."""
        self._check()
        return state.load(self.file)

    def apply(self, event: str) -> None:
        """Simulate one of `events.EVENTS`. Raises SetupError if that cannot be."""
        self._check()
        if event not in events.EVENTS:
            raise SetupError(f"{event} is no event at GPUs, expected one of {', '.join(events.names())}")
        advertise(self.api, self.name, state.change(self.file, events.EVENTS[event]))
        if event == events.REBOOTED:
            self.api.merge(f"/api/v1/nodes/{self.name}/status", {"status": nodes.boot()})

    def replace(self) -> None:
        """Replace the GPUs by new ones in their factory state."""
        self._check()
        self.file.unlink()
        prepare(self.folder)
        advertise(self.api, self.name, state.load(self.file))

    def _check(self) -> None:
        if not self.file.is_file():
            others = ", ".join(node.name for node in nodes.GPU_NODES)
            raise SetupError(f"{self.name} is no node with GPUs, expected one of {others}")


def prepare(folder: Path) -> None:
    """Create the GPUs of every GPU node that has none from an earlier start."""
    for node in nodes.GPU_NODES:
        file = folder / f"{node.name}.json"
        if node.card is not None and not file.is_file():
            state.save(file, state.new(node.card, nodes.GPUS_PER_NODE))
