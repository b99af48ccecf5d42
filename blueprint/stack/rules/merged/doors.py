"""Finds which key of the settings put a value into what Helm gets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blueprint.settings.checking.explain import Location, dotted

Path = tuple[str, ...]
"""Keys from the top of the values; within a list of `{name, …}`, the name of the entry."""
ANY = "*"
"""In a pattern: every key or named entry."""


@dataclass(frozen=True)
class Door:
    """Free-form values in the settings: their file, the path of their key, and where they end up in the chart."""

    file: str
    key: str
    values: Mapping[str, Any]
    below: Path = ()
    """Path in the chart's values under which they are merged."""

    def location(self, path: Path) -> str | None:
        """Path in the file of what is at `path` in the chart's values; None if this door does not set it."""
        if path[: len(self.below)] != self.below:
            return None
        inner = locate(self.values, path[len(self.below) :])
        return None if inner is None else f"{self.key}.{dotted(inner)}" if inner else self.key


def source(doors: Sequence[Door], path: Path) -> tuple[str, str]:
    """File and path of the last door that sets a value; the last door itself if none does."""
    for door in reversed(doors):
        location = door.location(path)
        if location is not None:
            return door.file, location
    return doors[-1].file, doors[-1].key


def look_up(values: Any, path: Path) -> Any:
    """Return what is at a path; None if nothing is."""
    for part in path:
        values = values.get(part) if isinstance(values, Mapping) else _named(values, part)
    return values


def locate(values: Any, path: Path) -> Location | None:
    """Return the path with indices in place of names; None if nothing is there."""
    location: list[int | str] = []
    for part in path:
        if isinstance(values, Mapping) and part in values:
            location.append(part)
            values = values[part]
        elif (entry := _named(values, part)) is not None:
            location.append(max(index for index, each in enumerate(values) if each is entry))
            values = entry
        else:
            return None
    return tuple(location)


def matches(values: Any, pattern: Path) -> Iterator[Path]:
    """Yield every path of the values that fits the pattern; without `*` the pattern itself."""
    for index, part in enumerate(pattern):
        if part == ANY:
            for name in _names(look_up(values, pattern[:index])):
                yield from matches(values, (*pattern[:index], name, *pattern[index + 1 :]))
            return
    yield pattern


def _names(values: Any) -> list[str]:
    if isinstance(values, Mapping):
        return list(values)
    entries = values if isinstance(values, list | tuple) else ()
    return [entry["name"] for entry in entries if isinstance(entry, Mapping) and "name" in entry]


def _named(values: Any, name: str) -> Any:
    """The last entry of a name, which Kubernetes takes."""
    entries = reversed(values) if isinstance(values, list | tuple) else ()
    return next((entry for entry in entries if isinstance(entry, Mapping) and entry.get("name") == name), None)
