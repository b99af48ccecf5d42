"""Merges lists of `{name, …}`, such as variables and volumes of containers, by the names of their entries.

Helm replaces every list. One entry from the settings would then remove all others, isolation variables included.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from blueprint.settings.words.plain_data import Where

_TOGETHER = frozenset({"mountPath", "devicePath", "path", "kind", "namespace"})
"""Keys by which entries of one name differ: mounts of a volume, paths of a host, subjects of a role binding."""
_VARIABLE = frozenset({"value", "valueFrom"})


def merged_by_name(below: Any, above: Any) -> list[Any] | None:
    """Return the entries of `below` whose names `above` does not have, then those of `above`.

    An entry is replaced whole, because a variable has either a value or its source. Return None unless both are lists
    in which every entry is a mapping with a name.
    """
    if not (_is_named(below) and _is_named(above)):
        return None
    names = {item["name"] for item in above}
    return [*(item for item in below if item["name"] not in names), *above]


def repeated_names(data: object, path: Where = ()) -> Iterator[tuple[Where, str]]:
    """Find each entry whose name an earlier entry of its list has; Kubernetes takes the last of such variables."""
    if isinstance(data, Mapping):
        for key, inner in data.items():
            yield from repeated_names(inner, (*path, key))
    seen: set[str] = set()
    for index, item in enumerate(data if isinstance(data, list | tuple) else ()):
        name = item.get("name") if isinstance(item, Mapping) and _stands_alone(item) else None
        if isinstance(name, str) and name in seen:
            yield (*path, index, "name"), name
        elif isinstance(name, str):
            seen.add(name)
        yield from repeated_names(item, (*path, index))


def _stands_alone(entry: Mapping[str, object]) -> bool:
    return not _VARIABLE.isdisjoint(entry) or _TOGETHER.isdisjoint(entry)


def _is_named(data: Any) -> bool:
    return isinstance(data, list | tuple) and all(
        isinstance(item, Mapping) and isinstance(item.get("name"), str) for item in data
    )
