"""Finds misspelt keys of Helm values, which Helm ignores silently."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from blueprint.catalog.chart_keys import KNOWN_KEYS
from blueprint.settings.checking.problems import Problem
from blueprint.stack.rules.merged.doors import Door, look_up, source

_ALIKE = 0.85


def key_problems(door: Door, chart: str) -> Iterator[Problem]:
    """Find keys that are not known and resemble one that is. A key of a closed chart may be unknown and right."""
    for path, known in KNOWN_KEYS.get(chart, {}).items():
        values = look_up(door.values, path) if not door.below else None
        for key in values if isinstance(values, Mapping) else ():
            meant = None if key in known else _meant(key, known)
            if meant is not None:
                file, where = source([door], (*path, key))
                yield Problem(file, where, "an unknown key", meant)


def _meant(key: str, known: frozenset[str]) -> str | None:
    """Return the known key that differs in case or in few letters; None without one."""
    by_lower = {each.lower(): each for each in sorted(known)}
    close = get_close_matches(key.lower(), by_lower, n=1, cutoff=_ALIKE)
    return by_lower[close[0]] if close else None
