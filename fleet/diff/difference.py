"""Finds the differences between two pieces of plain data, one per path."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SettingDifference:
    """A path with different values; None is a value that is not set."""

    path: str
    first: Any
    second: Any


def differences(first: Any, second: Any, path: str = "", *, whole: bool = True) -> Iterator[SettingDifference]:
    """Compare mappings key by key, lists of `{name, …}` by name, and everything else as a whole.

    A section that only one side has is one difference, unless `whole` is false. An unset value, an empty mapping and an
    empty list are equal.
    """
    if is_empty(first) and is_empty(second):
        return
    first_keys, second_keys = _by_key(first), _by_key(second)
    at_top_or_listed = not (path and whole)
    if (first_keys or second_keys) if at_top_or_listed else (first_keys and second_keys):
        for key in (*first_keys, *(key for key in second_keys if key not in first_keys)):
            below = f"{path}.{key}" if path else key
            yield from differences(first_keys.get(key), second_keys.get(key), below, whole=whole)
    elif first != second:
        yield SettingDifference(path, first, second)


def _by_key(value: Any) -> Mapping[str, Any]:
    """The parts of a section: of a mapping by key, of a list by name. Empty for anything else."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, Sequence) and not isinstance(value, str):
        named = [item for item in value if isinstance(item, Mapping) and isinstance(item.get("name"), str)]
        names = [item["name"] for item in named]
        return dict(zip(names, named, strict=True)) if len(set(names)) == len(value) else {}
    return {}


def is_empty(value: Any) -> bool:
    """Whether a value means that a setting is not set."""
    return value is None or value in ({}, [], ())
