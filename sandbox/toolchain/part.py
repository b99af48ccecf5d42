"""The two sizes of the demo, and the stack that each brings up."""

from __future__ import annotations

import argparse
from enum import StrEnum


class Part(StrEnum):
    """How much of the demo to bring up; the value is what `make demo PART=` takes."""

    ALL = "all"
    """Platform, cluster and three tenants with workers."""
    ACCOUNTS = "accounts"
    """Three tenants' accounts on the ClearML simulator, without a cluster."""

    @property
    def stack(self) -> str:
        """The stack's name: its settings are in `Pulumi.<stack>.yaml`, its tenants in `tenants/<stack>/`."""
        return "dev" if self is Part.ALL else "accounts"

    @property
    def has_cluster(self) -> bool:
        """Whether the stack's resources include some in a Kubernetes cluster."""
        return self is Part.ALL


def read_part(text: str) -> Part:
    """Return the part that a command line names; an argparse error names the choices."""
    try:
        return Part(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected {' or '.join(Part)}") from error
