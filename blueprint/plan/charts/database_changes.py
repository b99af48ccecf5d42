"""Finds what an upgrade of the server's chart changes in its databases, from chart versions and values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from blueprint.catalog.databases import DATABASE_CHANGES, DATABASE_IMAGES, DEFAULT_MAJORS, MONGODB_SOURCES

_IMAGE: Final = re.compile(r"v?(\d{1,3})(?![\w])")
"""Start of an image tag with a version; a hash or a name is none."""


@dataclass(frozen=True)
class ServerChart:
    """A version of the server's chart with its values."""

    version: str
    values: Mapping[str, object]


def database_changes(old: ServerChart, new: ServerChart) -> tuple[str, ...]:
    """Return the changes of databases that have no way back, in either direction; none if all databases stay."""
    return (*_of_versions(_number(old.version), _number(new.version)), *_of_values(old, new))


def _of_versions(old: tuple[int, ...], new: tuple[int, ...]) -> Iterator[str]:
    """A new major version may bring any database: the vendor lists none, so it counts as a change."""
    low, high = sorted((old, new))
    for change in DATABASE_CHANGES:
        if low < _number(change.version) <= high:
            yield f"{change.version}: {change.text}"
    if old[:1] != new[:1]:
        yield "a new major version of the chart, whose databases are not published"


def _of_values(old: ServerChart, new: ServerChart) -> Iterator[str]:
    """Compare all paths of a database together. A version that is not known counts as another one."""
    for database, paths in DATABASE_IMAGES.items():
        changed = [path for path in paths if _at(old.values, path) != _at(new.values, path)]
        before, after = _majors(database, old), _majors(database, new)
        if changed and (before != after or "unknown" in before):
            where = ", ".join(".".join(path) for path in changed)
            yield f"{database} {'/'.join(before)} → {'/'.join(after)} ({where})"
    if any(_at(old.values, path) != _at(new.values, path) for path in MONGODB_SOURCES):
        yield "another MongoDB (controlPlane.mongodb)"


def _majors(database: str, chart: ServerChart) -> list[str]:
    """Major versions that the values select, otherwise the chart's; `unknown` stands for one that is not known."""
    tags = [tag for path in DATABASE_IMAGES[database] if (tag := _at(chart.values, path)) not in (None, "")]
    if tags:
        found = (_IMAGE.match(str(tag)) for tag in tags)
        return sorted({match[1] if match else "unknown" for match in found})
    version = _number(chart.version)
    known = (row for row in DEFAULT_MAJORS if row.database == database)
    return [str(row.major) for row in known if _number(row.since) <= version < _number(row.before)] or ["unknown"]


def _at(values: object, path: Sequence[str]) -> object:
    """Return the value at the path, or what stands in its way, such as a value that the preview does not know."""
    for key in path:
        if not isinstance(values, Mapping):
            return values
        values = values.get(key)
    return values


def _number(version: object) -> tuple[int, ...]:
    """Major, minor and patch of a version or an image tag; empty for anything else."""
    text = version if isinstance(version, str | int | float) and not isinstance(version, bool) else ""
    return tuple(int(part) for part in re.findall(r"\d+", str(text))[:3])
