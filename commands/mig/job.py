"""The settings of one MIG command, read from the environment (MIG_*) into one frozen object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from commands.environment import Environment

PREVIOUS = "PULUMI_COMMAND_STDOUT"
"""Variable in which the Command plugin passes the stdout of the previous run."""

_GPU = re.compile(r": GPU (\d+) \(")


@dataclass(frozen=True)
class MigJob:
    """GPUs of one node, and how to run `nvidia-smi` on that node.

    `previous_gpus` are the indices that the previous run put into MIG mode; `label` is the key of the node label by
    which CDMO selects nodes. `namespace`, `selector` and `container` identify the device plugin's pods; `card` is the
    GPU model in the settings, for messages. `forgets` is whether the card loses MIG mode at a boot or a driver reload:
    only such cards have MIG_BOOT_ID. `pod_seconds` limits each wait for pods; `pause_seconds` is the time between two
    attempts on a GPU.
    """

    node: str
    gpus: tuple[int, ...]
    previous_gpus: tuple[int, ...]
    label: str
    namespace: str
    selector: str
    container: str
    context: str
    card: str
    forgets: bool
    pod_seconds: float
    pause_seconds: float

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> MigJob:
        """Read MIG_*. Raises Failure with all problems on one line."""
        variables = Environment(environ)
        job = cls(
            node=variables.text("MIG_NODE"),
            gpus=variables.numbers("MIG_GPUS"),
            previous_gpus=_previous_gpus(environ.get(PREVIOUS, "")),
            label=variables.text("MIG_LABEL"),
            namespace=variables.text("MIG_NAMESPACE"),
            selector=variables.text("MIG_POD_SELECTOR"),
            container=variables.text("MIG_CONTAINER"),
            context=variables.text("MIG_CONTEXT"),
            card=variables.text("MIG_CARD", ""),
            forgets="MIG_BOOT_ID" in environ,
            pod_seconds=variables.seconds("MIG_POD_SECONDS", 300),
            pause_seconds=variables.seconds("MIG_PAUSE_SECONDS", 5),
        )
        variables.require_valid()
        return job


def _previous_gpus(stdout: str) -> tuple[int, ...]:
    """The GPUs in the output of `enable`, one line per GPU; only its stdout is stored."""
    return tuple(sorted({int(index) for index in _GPU.findall(stdout)}))
