"""What is to be done: the environment of the program as one frozen object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from commands.environment import Environment

PREVIOUS = "PULUMI_COMMAND_STDOUT"
"""Where the Command plugin tells what the program printed the last time."""

_WAS_ON = re.compile(r": GPU (\d+) \(")


@dataclass(frozen=True)
class MigJob:
    """GPUs of one node, and the way to the `nvidia-smi` of that node.

    `formerly` are the GPUs that an earlier run put into MIG mode; `label` is the key of the node label by which CDMO
    knows its nodes. `namespace`, `selector` and `container` tell the device plugin's pods; `card` is what the settings
    call the GPU's model, for messages. `pod_seconds` is how long to wait for the pod, or for workers that are ending;
    `pause_seconds` is the time between two tries on a GPU.
    """

    node: str
    gpus: tuple[int, ...]
    formerly: tuple[int, ...]
    label: str
    namespace: str
    selector: str
    container: str
    context: str
    card: str
    pod_seconds: float
    pause_seconds: float

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> MigJob:
        """The job that the environment describes (MIG_*); raises Failure naming all that is wrong with it."""
        given = Environment(environ)
        job = cls(
            node=given.text("MIG_NODE"),
            gpus=given.numbers("MIG_GPUS"),
            formerly=_formerly(environ.get(PREVIOUS, "")),
            label=given.text("MIG_LABEL"),
            namespace=given.text("MIG_NAMESPACE"),
            selector=given.text("MIG_POD_SELECTOR"),
            container=given.text("MIG_CONTAINER"),
            context=given.text("MIG_CONTEXT"),
            card=given.text("MIG_CARD", ""),
            pod_seconds=given.seconds("MIG_POD_SECONDS", 300),
            pause_seconds=given.seconds("MIG_PAUSE_SECONDS", 5),
        )
        given.require_sound()
        return job


def _formerly(printed: str) -> tuple[int, ...]:
    """The GPUs that `enable` reported, a line each; only it prints what is kept."""
    return tuple(sorted({int(index) for index in _WAS_ON.findall(printed)}))
