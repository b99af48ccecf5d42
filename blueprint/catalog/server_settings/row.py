"""Row type for an environment variable of the apiserver, and how the server reads the variable's name.

Sources: "tenant guide" is the vendor's multi-tenancy page, "guide" its multi-tenant guide of 2025-04-03, "metering" its
event metering page of 2026.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "boolean", "whole", "list", "secret", "any"]
PREFIX = "CLEARML__"


@dataclass(frozen=True)
class ServerSetting:
    """One variable, or a family of them: placeholders such as `{group}` stand for a key of the stack's settings."""

    variable: str
    """Name of the variable; the server reads the part after `CLEARML__` as a path, lower-cased, with `__` for a dot."""
    setting: str
    """Key of the stack's configuration, below `clearml:`; for a secret, the name of the stack's secret key."""
    kind: Kind
    meaning: str
    source: str
    fix: str | None = None
    """Error in the source, and its correction here."""
    derived: bool = False
    """Whether the value is computed from names; `controlPlane.server.extra` can override it."""

    @property
    def path(self) -> str:
        """Path of the setting, as the server reads it."""
        return setting_path(self.variable)


def setting_path(variable: str) -> str:
    """Return the path that the server reads from a variable's name (apiserver/config/basic.py of the open server)."""
    return variable.removeprefix(PREFIX).replace("__", ".").lower()
