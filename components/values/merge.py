"""Owns how a chart's own `values` of the settings are laid over the generated ones. It must not know a key."""

from collections.abc import Mapping
from typing import Any


def overlay(generated: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `own` over `generated`: mappings key by key, everything else replaced, lists whole, as Helm itself does.

    Null replaces too: Helm takes it as "without the chart's default".
    """
    return {key: _over(generated.get(key), own[key]) if key in own else generated[key] for key in {**generated, **own}}


def _over(generated: Any, own: Any) -> Any:
    return overlay(generated, own) if isinstance(generated, Mapping) and isinstance(own, Mapping) else own
