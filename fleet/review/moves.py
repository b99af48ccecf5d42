"""Finds logins that one tenant loses and another gains: the same people then work in another company."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from fleet.review.change import Change
from fleet.review.words.values import added, dropped

Select = Callable[[Change, str], tuple[str, ...]]
_LISTS = (
    ("LoginDomains", "domains", "addresses at "),
    ("LoginWhitelist", "users", ""),
    ("LoginWhitelist", "admins", ""),
)


def moves(found: Mapping[str, Iterable[Change]]) -> tuple[str, ...]:
    """Return a line per domain or person, by its name; a person who becomes an admin of the same tenant stays there."""
    old, new = dict(_entries(found, dropped)), dict(_entries(found, added))
    moved = (entry for entry in sorted({*old} & {*new}) if old[entry] != new[entry])
    return tuple(f"{entry}: from {old[entry]} to {new[entry]}" for entry in moved)


def _entries(found: Mapping[str, Iterable[Change]], select: Select) -> Iterator[tuple[str, str]]:
    for tenant, each in found.items():
        for change in each:
            for kind, key, prefix in _LISTS:
                if change.urn.kind == kind:
                    yield from ((f"{prefix}{entry}", tenant) for entry in select(change, key))
