"""Compares what Helm gets with the generated values, where a difference would undo a limit or a protection."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blueprint.settings.checking.problems import Problem, shown
from blueprint.stack.rules.merged.doors import Door, Path, look_up, matches, source

_OFF: tuple[object, ...] = (None, False, "", [], {}, ())


@dataclass(frozen=True)
class Guard:
    """A path at which the generated value must stay; `expected` names the setting instead, or the reason.

    `default` is what the chart itself has where no value is generated.
    """

    path: Path
    expected: str
    default: Any = None


def guard_problems(
    doors: Sequence[Door], generated: Mapping[str, Any], merged: Mapping[str, Any], guards: Iterable[Guard]
) -> Iterator[Problem]:
    """Find guarded paths whose merged value is another one; switched off counts as absent."""
    for guard in guards:
        for path in matches(merged, guard.path):
            before, after = (_or(look_up(values, path), guard.default) for values in (generated, merged))
            if before != after and not (before in _OFF and after in _OFF):
                file, where = source(doors, path)
                yield Problem(file, where, shown(after, where), guard.expected)


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value
