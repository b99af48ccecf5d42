"""A resource as the rules see it, and how they read its name and its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Unknown(Enum):
    """Stands in for a value that is known only after the run."""

    VALUE = "known after the run"


UNKNOWN = Unknown.VALUE


@dataclass(frozen=True)
class StackResource:
    """A resource of the stack.

    `properties` are its inputs; for rules about the whole stack its outputs, in which the inputs are too.
    """

    urn: str
    properties: Mapping[str, Any] = field(repr=False)
    protect: bool = False
    """Whether the engine refuses to delete it."""
    aliases: frozenset[str] = frozenset()
    """Further URNs under which the state may hold it."""
    cluster: object = None
    """Identifier of the cluster of its provider; None if there is none or it is unknown to the settings."""
    id: str = ""
    """Id in the state; empty for resources of a preview, which the engine reports without ids."""

    @property
    def types(self) -> str:
        """Types from the outermost parent to the resource, joined by $."""
        parts = self.urn.split("::", 3)
        return parts[2] if len(parts) == 4 else ""

    @property
    def type(self) -> str:
        """Type of the resource, such as kubernetes:core/v1:Namespace."""
        return self.types.rsplit("$", 1)[-1]

    @property
    def kind(self) -> str:
        """Last part of the type, such as Namespace."""
        return self.type.rsplit(":", 1)[-1]

    @property
    def name(self) -> str:
        """Name of the resource, such as acme/redis."""
        return self.urn.split("::", 3)[-1]

    @property
    def tenant(self) -> str | None:
        """Slug of the tenant to which the resource belongs; None for the platform's."""
        return self.name.split("/", 1)[0] if self.types.startswith("clearml:tenant:") else None

    def value(self, path: str) -> Any:
        """Return the value at a path such as metadata.name; None if there is none, UNKNOWN within an unknown value."""
        found: Any = self.properties
        for key in path.split("."):
            if found is UNKNOWN:
                return UNKNOWN
            found = found.get(key) if isinstance(found, Mapping) else None
        return found


Resources = Sequence[StackResource]
