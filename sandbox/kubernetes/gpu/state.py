"""What the GPUs of one node are like now, in a file of that node. It must not decide what a command does to them."""

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
    """How the node answers a change of the MIG mode."""

    FREE = "free"
    """Nobody uses the GPUs: it takes effect at once."""
    IN_USE = "in-use"
    """A process holds them: it stays pending, and instances cannot be destroyed."""
    PENDING = "pending"
    """A virtual machine that may not reset its GPUs: it stays pending until a reboot."""
    UNSUPPORTED = "unsupported"
    """GPUs without MIG."""


@dataclass(frozen=True)
class Instance:
    """A GPU instance; `compute` tells whether its compute instance still exists."""

    identifier: int
    profile: str
    uuid: str
    compute: bool = True


@dataclass(frozen=True)
class SimulatedGpu:
    """One GPU: its MIG mode now, and the one after the next reset."""

    index: int
    uuid: str
    bus_id: str
    current: bool = False
    pending: bool = False
    instances: tuple[Instance, ...] = ()


@dataclass(frozen=True)
class Gpus:
    """All GPUs of a node, of one model."""

    model: str
    manner: Manner
    gpus: tuple[SimulatedGpu, ...]

    @property
    def card(self) -> SimulatedCard:
        """What is known of the model."""
        return CARDS[self.model]

    def with_gpu(self, changed: SimulatedGpu) -> Gpus:
        """Return the same with one GPU exchanged for another of its index."""
        return replace(self, gpus=tuple(changed if gpu.index == changed.index else gpu for gpu in self.gpus))


def new(card: SimulatedCard, count: int) -> Gpus:
    """Return GPUs as they leave the factory: MIG off, nobody uses them."""
    gpus = [
        SimulatedGpu(index, f"GPU-{uuid.uuid4()}", f"00000000:{FIRST_BUS + 0x10 * index:02X}:00.0")
        for index in range(count)
    ]
    return Gpus(card.name, Manner.FREE, tuple(gpus))


def load(file: Path) -> Gpus:
    """Read a node's file; FileNotFoundError for a node without GPUs."""
    content = json.loads(file.read_text())
    gpus = (
        SimulatedGpu(**{**gpu, "instances": tuple(Instance(**instance) for instance in gpu["instances"])})
        for gpu in content["gpus"]
    )
    return Gpus(content["model"], Manner(content["manner"]), tuple(gpus))


def save(file: Path, gpus: Gpus) -> None:
    """Write a node's file in one step."""
    stamp.write(file, json.dumps(asdict(gpus), indent=1))


def change(file: Path, how: Callable[[Gpus], Gpus]) -> Gpus:
    """Change a node's file while no other process does, and return what it is now."""
    with file.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        changed = how(load(file))
        save(file, changed)
        return changed
