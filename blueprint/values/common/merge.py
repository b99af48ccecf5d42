"""Lays a chart's `values` from the settings over the generated ones."""

from collections.abc import Mapping
from typing import Any

from blueprint.settings.words.named_lists import merged_by_name


def overlay(generated: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `own` over `generated`: mappings key by key, lists of `{name, …}` by name, everything else replaced.

    Settings hold no null (ADR 8).
    """
    return {key: _over(generated.get(key), own[key]) if key in own else generated[key] for key in {**generated, **own}}


def _over(generated: Any, own: Any) -> Any:
    if isinstance(generated, Mapping) and isinstance(own, Mapping):
        return overlay(generated, own)
    merged = merged_by_name(generated, own)
    return own if merged is None else merged
