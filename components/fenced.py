"""A namespace of the platform as components hand it on: its name, and what must stand before anything goes into it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Resource


@dataclass(frozen=True)
class Fenced:
    """A namespace of ours; whatever goes into it depends on `fence`: the namespace and its network policies."""

    name: str
    fence: Sequence[Resource]
