"""Lays a chart's `values` from the settings over the generated ones."""

from collections.abc import Mapping
from typing import Any, Final

ENVIRONMENT: Final = "extraEnvs"
"""Name of every list of environment variables in the vendor's charts (guide, open charts)."""


def overlay(generated: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `own` over `generated`: mappings key by key, everything else replaced, lists whole, as Helm itself does.

    Lists called `extraEnvs` are the exception and merge by `name`: one variable for a proxy would otherwise remove all
    of the server's settings. Settings hold no null (ADR 8).
    """
    return {
        key: _over(key, generated.get(key), own[key]) if key in own else generated[key] for key in {**generated, **own}
    }


def _over(key: str, generated: Any, own: Any) -> Any:
    if isinstance(generated, Mapping) and isinstance(own, Mapping):
        return overlay(generated, own)
    if key == ENVIRONMENT and isinstance(generated, list | tuple) and isinstance(own, list | tuple):
        names = [_name(item) for item in own]
        return [*(item for item in generated if _name(item) not in names), *own]
    return own


def _name(item: Any) -> Any:
    """What identifies an entry: its name; without one, the entry itself, so that it occurs once."""
    return item["name"] if isinstance(item, Mapping) and "name" in item else item
