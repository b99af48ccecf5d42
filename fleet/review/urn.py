"""The parts of a resource's URN: `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>`."""

from __future__ import annotations

from dataclasses import dataclass

OF_TENANTS = "clearml:tenant:"
"""Prefix of the types of all components of a tenant."""


@dataclass(frozen=True)
class Urn:
    """A URN, and what is read from it."""

    text: str

    @property
    def stack(self) -> str:
        """Name of the stack."""
        return self.text.split("::", 1)[0].removeprefix("urn:pulumi:")

    @property
    def name(self) -> str:
        """Name of the resource, such as acme/agent."""
        return self.text.split("::", 3)[-1]

    @property
    def qualified(self) -> str:
        """Types from the outermost parent to the resource, joined by $."""
        parts = self.text.split("::", 3)
        return parts[2] if len(parts) == 4 else ""

    @property
    def type(self) -> str:
        """Type of the resource, such as kubernetes:core/v1:Namespace."""
        return self.qualified.rsplit("$", 1)[-1]

    @property
    def kind(self) -> str:
        """Last part of the type, such as Namespace."""
        return self.type.rsplit(":", 1)[-1]

    @property
    def tenant(self) -> str | None:
        """Slug of the tenant to which the resource belongs; None for the platform's."""
        return self.name.split("/", 1)[0] if self.qualified.startswith(OF_TENANTS) else None
