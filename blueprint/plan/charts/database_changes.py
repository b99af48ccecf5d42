"""Finds what an upgrade of the server's chart changes in its databases, from chart versions and values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from blueprint.catalog.databases import DATABASE_CHANGES, DATABASE_IMAGES, MONGODB_SOURCES


@dataclass(frozen=True)
class ServerChart:
    """A version of the server's chart with its values."""

    version: str
    values: Mapping[str, object]


def database_changes(old: ServerChart, new: ServerChart) -> tuple[str, ...]:
    """Return the changes of databases that have no way back, in either direction; none if all databases stay."""
    return (*_of_versions(_number(old.version), _number(new.version)), *_of_values(old.values, new.values))


def _of_versions(old: tuple[int, ...], new: tuple[int, ...]) -> Iterator[str]:
    """A new major version may bring any database: the vendor lists none, so it counts as a change."""
    low, high = sorted((old, new))
    for change in DATABASE_CHANGES:
        if low < _number(change.version) <= high:
            yield f"{change.version}: {change.text}"
    if old[:1] != new[:1]:
        yield "a new major version of the chart, whose databases are not published"


def _of_values(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    for database, paths in DATABASE_IMAGES.items():
        for path in paths:
            before, after = _number(_at(old, path)), _number(_at(new, path))
            if before and after and before[0] != after[0]:
                yield f"{database} {before[0]} → {after[0]} ({'.'.join(path)})"
    if any(_at(old, path) != _at(new, path) for path in MONGODB_SOURCES):
        yield "another MongoDB (controlPlane.mongodb)"


def _at(values: object, path: Sequence[str]) -> object:
    for key in path:
        values = values.get(key) if isinstance(values, Mapping) else None
    return values


def _number(version: object) -> tuple[int, ...]:
    """Major, minor and patch of a version or an image tag; empty for anything else."""
    text = version if isinstance(version, str | int | float) and not isinstance(version, bool) else ""
    return tuple(int(part) for part in re.findall(r"\d+", str(text))[:3])
