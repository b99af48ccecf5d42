"""Merges lists of `{name, …}`, such as variables and volumes of containers, by the names of their entries.

Helm replaces every list. One entry from the settings would then remove all others, isolation variables included.
"""

from collections.abc import Mapping
from typing import Any


def merged_by_name(below: Any, above: Any) -> list[Any] | None:
    """Return the entries of `below` whose names `above` does not have, then those of `above`.

    An entry is replaced whole, because a variable has either a value or its source. Return None unless both are lists
    in which every entry is a mapping with a name.
    """
    if not (_is_named(below) and _is_named(above)):
        return None
    names = {item["name"] for item in above}
    return [*(item for item in below if item["name"] not in names), *above]


def _is_named(data: Any) -> bool:
    return isinstance(data, list | tuple) and all(
        isinstance(item, Mapping) and isinstance(item.get("name"), str) for item in data
    )
