"""The state of one node's GPUs, in one file per node."""

from __future__ import annotations

import fcntl
import json
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from sandbox.kubernetes.cards import A100, H100, SimulatedCard
from sandbox.toolchain import stamp

CARDS = {card.name: card for card in (A100, H100)}
FIRST_BUS = 0x36


class Manner(StrEnum):
    """The effect of a change of the MIG mode on the node."""

    FREE = "free"
    """No process outside the cluster uses the GPUs: without pods that do, a change takes effect at once."""
    IN_USE = "in-use"
    """A service of the host uses the GPUs: a change stays pending, and instances cannot be destroyed."""
    PENDING = "pending"
    """A virtual machine that may not reset its GPUs: a change stays pending until a reboot."""
    UNSUPPORTED = "unsupported"
    """GPUs without MIG."""


@dataclass(frozen=True)
class Instance:
    """A GPU instance. `compute` is true while its compute instance exists."""

    identifier: int
    profile: str
    uuid: str
    compute: bool = True


@dataclass(frozen=True)
class SimulatedGpu:
    """One GPU with its current MIG mode and the one after the next reset."""

    index: int
    uuid: str
    bus_id: str
    current: bool = False
    pending: bool = False
    instances: tuple[Instance, ...] = ()


@dataclass(frozen=True)
class Gpus:
    """All GPUs of a node. They are of one model."""

    model: str
    manner: Manner
    gpus: tuple[SimulatedGpu, ...]

    @property
    def card(self) -> SimulatedCard:
        """The facts about the model."""
        return CARDS[self.model]

    def with_gpu(self, changed: SimulatedGpu) -> Gpus:
        """Return a copy in which the GPU of the same index is replaced."""
        return replace(self, gpus=tuple(changed if gpu.index == changed.index else gpu for gpu in self.gpus))


def new(card: SimulatedCard, count: int) -> Gpus:
    """Return new GPUs: MIG off, in use by no process."""
    gpus = [
        SimulatedGpu(index, f"GPU-{uuid.uuid4()}", f"00000000:{FIRST_BUS + 0x10 * index:02X}:00.0")
        for index in range(count)
    ]
    return Gpus(card.name, Manner.FREE, tuple(gpus))


def load(file: Path) -> Gpus:
    """Read a node's file. Raises FileNotFoundError for a node without GPUs."""
    content = json.loads(file.read_text())
    gpus = (
        SimulatedGpu(**{**gpu, "instances": tuple(Instance(**instance) for instance in gpu["instances"])})
        for gpu in content["gpus"]
    )
    return Gpus(content["model"], Manner(content["manner"]), tuple(gpus))


def save(file: Path, gpus: Gpus) -> None:
    """Write a node's file atomically."""
    stamp.write(file, json.dumps(asdict(gpus), indent=1))


def change(file: Path, how: Callable[[Gpus], Gpus]) -> Gpus:
    """Change a node's file under a lock and return its new state."""
    with file.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        changed = how(load(file))
        save(file, changed)
        return changed
