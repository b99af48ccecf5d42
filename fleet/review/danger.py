"""Finds what needs a second approval: lost data, people and work, and protections that go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fleet.review.change import Change
from fleet.review.difference import Difference
from fleet.review.parts import guards, holds_data
from fleet.review.words.sentence import sentence

_LEVELS = ("privileged", "baseline", "restricted")
_ENFORCE = "pod-security.kubernetes.io/enforce"


def dangers(found: Iterable[Change], *, gone: bool) -> tuple[str, ...]:
    """Return one sentence per reason; `gone` if the whole tenant is removed."""
    every = tuple(found)
    if gone:
        lost = [sentence(change) for change in every if change.action == "delete" and holds_data(change.urn)]
        return (f"the tenant is removed: {'; '.join(lost) or 'nothing of it stays in this stack'}",)
    return tuple(dict.fromkeys(reason for change in every for reason in _reasons(change)))


def _reasons(change: Change) -> Iterator[str]:
    leaves = change.action in ("delete", "replace", "forget")
    if leaves and holds_data(change.urn):
        yield sentence(change)
    elif leaves and change.protected:
        yield f"{sentence(change)}; the resource is protected"
    if change.action == "delete" and guards(change.urn):
        yield f"a protection goes: {sentence(change)}"
    if change.action == "update":
        yield from _loosened(change)


def _loosened(change: Change) -> Iterator[str]:
    old, new = change.old.inputs, change.new.inputs
    if change.urn.kind == "Company" and old.get("deletion") == "protect" and new.get("deletion") != "protect":
        yield f"the tenant is no longer protected from removal (deletion: {new.get('deletion')})"
    for each in change.differences:
        if each.path.endswith(_ENFORCE) and _rank(each.after) < _rank(each.before):
            yield f"the Pod Security level falls from {each.before} to {each.after or 'none'}"
        if change.urn.kind == "ResourceQuota" and _lost_limit(each):
            yield f"the quota no longer limits {each.path.removeprefix('spec.hard.')}"


def _lost_limit(each: Difference) -> bool:
    """Whether a limit goes that let something in; a profile that was not allowed at all has the limit 0."""
    return each.path.startswith("spec.hard.") and each.after is None and str(each.before) != "0"


def _rank(level: object) -> int:
    return _LEVELS.index(level) if level in _LEVELS else -1
