"""Finds what needs a second approval: lost data, people and work, and protections that go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fleet.review.change import Change
from fleet.review.difference import Difference
from fleet.review.parts import guards, holds_data
from fleet.review.words.sentence import sentence

_LEVELS = ("privileged", "baseline", "restricted")
_ENFORCE = "pod-security.kubernetes.io/enforce"


def dangers(found: Iterable[Change], removed: frozenset[str], *, gone: bool) -> tuple[str, ...]:
    """Return one sentence per reason; `removed` are removed tenants, `gone` if these changes are of one."""
    every = tuple(found)
    if gone:
        lost = [sentence(change) for change in every if change.action == "delete" and holds_data(change.urn)]
        return (f"the tenant is removed: {'; '.join(lost) or 'nothing of it stays in this stack'}",)
    reasons = (reason for change in every for reason in (*_reasons(change), *_unguarded(change, removed)))
    return tuple(dict.fromkeys(reasons))


def _unguarded(change: Change, removed: frozenset[str]) -> Iterator[str]:
    """Tenants that leave the program's list of protected ones, as all do when their server is no longer protected."""
    if change.urn.kind == "TenantRegister" and change.urn.name == "protected":
        slugs = [each.path.removeprefix("tenants.") for each in change.differences if each.after is None]
        if left := sorted({*slugs} - removed):
            yield f"no longer protected from removal: {', '.join(left)}"


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
        if change.protected and not change.new.protect:
            yield f"{change.urn.kind} {change.urn.name} is no longer protected from deletion by the engine"


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
