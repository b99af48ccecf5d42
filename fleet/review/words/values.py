"""Values of a resource's properties, before and after, in the shape that sentences need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fleet.review.change import Change


def text(properties: Mapping[str, object], key: str) -> str:
    """A property as text, empty if it is not set."""
    value = properties.get(key)
    return "" if value is None else str(value)


def items(properties: Mapping[str, object], key: str) -> tuple[str, ...]:
    """The texts of a list, sorted."""
    value = properties.get(key)
    listed = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return tuple(sorted(str(each) for each in listed))


def added(change: Change, key: str) -> tuple[str, ...]:
    """Entries that a list gains."""
    return tuple(sorted({*items(change.new.inputs, key)} - {*items(change.old.inputs, key)}))


def dropped(change: Change, key: str) -> tuple[str, ...]:
    """Entries that a list loses."""
    return tuple(sorted({*items(change.old.inputs, key)} - {*items(change.new.inputs, key)}))


def gains(change: Change, key: str, noun: str) -> Iterator[str]:
    """Clauses on what a list gains and loses."""
    if added(change, key):
        yield f"{noun} {listed(added(change, key))} added"
    if dropped(change, key):
        yield f"{noun} {listed(dropped(change, key))} removed"


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them: a, b and c."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def rest(change: Change, told: Iterable[str]) -> Iterator[str]:
    """Clauses for differences, and for changes without visible values, that a sentence has not mentioned."""
    known = {*told}
    for each in change.differences:
        if each.path.split(".", 1)[0] not in known:
            yield str(each)
    for path in change.paths:
        if path.split(".", 1)[0].split("[", 1)[0] not in known:
            yield f"{path} changes"
