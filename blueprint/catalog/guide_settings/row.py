"""Owns what is known of one setting that the vendor's guides have an operator type.

"tenant guide" is the vendor's multi-tenancy page, "guide" its multi-tenant guide of 2025-04-03. The apiserver's
environment settings are rows of `catalog.server_settings`. It must not hold a row.
"""

from dataclasses import dataclass
from typing import Final

ALWAYS: Final = "always"
"""Nobody has to say it: the program does it by itself."""
TENANT_FILE: Final = "tenant file: "
"""Before a key of a tenant's file."""


@dataclass(frozen=True)
class GuideSetting:
    """One option, value, field or manifest of a guide."""

    name: str
    """As the guide writes it; of Helm values the dotted path."""
    of: str
    """What it is an option of: a command, a chart, a manifest or an API call."""
    setting: str
    """Where it is said here: a key below `clearml:`, a tenant file's key, or who decides it."""
    lands: str = ""
    """What it becomes in the cluster or on the server."""
    fix: str = ""
    """What the guide has wrong, and what is done here."""
