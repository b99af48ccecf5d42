"""Events at a node's GPUs: a process of the host uses them, a reboot, a reload of the driver, instances are created."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from sandbox.kubernetes.cards import SimulatedProfile
from sandbox.kubernetes.gpu.state import Gpus, Instance, Manner, SimulatedGpu
from sandbox.toolchain.progress import SetupError

REBOOTED = "rebooted"
FIRST_IDENTIFIER = 1


def _behave(gpus: Gpus, manner: Manner) -> Gpus:
    return replace(gpus, manner=manner)


def reboot(gpus: Gpus) -> Gpus:
    """Ampere keeps its mode, and a pending one takes effect; newer cards lose it. A service of the host comes back."""
    return replace(gpus, gpus=tuple(_rebooted(gpu, gpus.card.keeps_mode) for gpu in gpus.gpus))


def reload_driver(gpus: Gpus) -> Gpus:
    """Instances are gone. Ampere keeps its mode, newer cards lose it (NVIDIA MIG user guide, "Enable MIG Mode")."""
    return replace(gpus, gpus=tuple(_reloaded(gpu, gpus.card.keeps_mode) for gpu in gpus.gpus))


def switch_on(gpus: Gpus) -> Gpus:
    """MIG mode is on, as on a node that another program manages."""
    return replace(gpus, gpus=tuple(replace(gpu, current=True, pending=True) for gpu in gpus.gpus))


def slice_up(gpus: Gpus) -> Gpus:
    """Create two instances of half a card on every GPU in MIG mode, as an operator does when pods request them."""
    half = next(profile for profile in gpus.card.profiles if profile.name.startswith("3g."))
    if not any(gpu.current for gpu in gpus.gpus):
        raise SetupError("no GPU of this node is in MIG mode, so it cannot have instances")
    return replace(gpus, gpus=tuple(_sliced(gpu, half) for gpu in gpus.gpus))


EVENTS: dict[str, Callable[[Gpus], Gpus]] = {
    **{manner.value: partial(_behave, manner=manner) for manner in Manner},
    REBOOTED: reboot,
    "driver-reloaded": reload_driver,
    "mig-on": switch_on,
    "instances": slice_up,
}


def names() -> Sequence[str]:
    """Return the names of all events."""
    return tuple(EVENTS)


def _rebooted(gpu: SimulatedGpu, keeps_mode: bool) -> SimulatedGpu:
    mode = gpu.pending and keeps_mode
    return replace(gpu, current=mode, pending=mode, instances=())


def _reloaded(gpu: SimulatedGpu, keeps_mode: bool) -> SimulatedGpu:
    kept = replace(gpu, instances=())
    return kept if keeps_mode else replace(kept, current=False, pending=False)


def _sliced(gpu: SimulatedGpu, profile: SimulatedProfile) -> SimulatedGpu:
    if not gpu.current:
        return gpu
    numbers = range(FIRST_IDENTIFIER, FIRST_IDENTIFIER + profile.fit)
    return replace(gpu, instances=tuple(Instance(one, profile.name, f"MIG-{uuid.uuid4()}") for one in numbers))
