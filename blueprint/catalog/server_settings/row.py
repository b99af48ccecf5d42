"""Owns what is known of one environment setting, and how the server reads its name.

Sources: "tenant guide" is the vendor's multi-tenancy page, "guide" its multi-tenant guide of 2025-04-03, "metering" its
event metering page of 2026. It must not hold a row.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "boolean", "whole", "list", "secret", "any"]
PREFIX = "CLEARML__"


@dataclass(frozen=True)
class ServerSetting:
    """One environment setting, or a family of them: `{group}` and the like stand for a key of the stack's settings."""

    variable: str
    """Name of the variable; the server reads what follows `CLEARML__` as a path, `__` for a dot, in lower case."""
    setting: str
    """Where the stack says it, below `clearml:`; a secret's is the name of the stack's secret key."""
    kind: Kind
    meaning: str
    source: str
    fix: str | None = None
    """What the source has wrong, and what is done here."""
    derived: bool = False
    """Computed from names; `controlPlane.server.extra` may say otherwise."""

    @property
    def path(self) -> str:
        """The path as the server reads it."""
        return setting_path(self.variable)


def setting_path(variable: str) -> str:
    """How the server reads a variable's name (apiserver/config/basic.py of the open server)."""
    return variable.removeprefix(PREFIX).replace("__", ".").lower()
