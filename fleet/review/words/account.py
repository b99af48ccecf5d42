"""Sentences on a tenant's company and on who may log in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.review.change import Change
from fleet.review.words.values import gains, listed, rest, text
from fleet.review.words.values import items as entries

LIMITS: Mapping[str, str] = {
    "allowed_users": "users",
    "allowed_service_users": "service users",
    "max_running_apps": "running applications",
}
_TOLD = ("name", "deletion", "features", "exclude_features", "label", *LIMITS)


def company(change: Change) -> str | None:
    """A company: its name, limits, features, and what removal does."""
    name = text(change.new.inputs or change.old.inputs, "name") or change.urn.name
    if change.action == "create":
        return f"new company {name}"
    if change.action == "delete":
        return f"company {name} is removed (deletion: {text(change.old.inputs, 'deletion') or 'not known'})"
    clauses = [*_clauses(change), *rest(change, _TOLD)] if change.action == "update" else []
    return f"company {name}: {'; '.join(clauses)}" if clauses else None


def _clauses(change: Change) -> Iterator[str]:
    old, new = change.old.inputs, change.new.inputs
    if text(old, "name") != text(new, "name"):
        yield f"renamed from {text(old, 'name')} to {text(new, 'name')}"
    for key, noun in LIMITS.items():
        if old.get(key) != new.get(key):
            yield f"limit of {noun} {text(old, key) or 'not set'} -> {text(new, key) or 'not set'}"
    yield from gains(change, "features", "features")
    yield from gains(change, "exclude_features", "excluded features")
    if text(old, "deletion") != text(new, "deletion"):
        yield f"what removal does: {text(old, 'deletion')} -> {text(new, 'deletion')}"
    if text(old, "label") != text(new, "label"):
        yield "the label of its keys changes"


def login_domains(change: Change) -> str | None:
    """The domains whose addresses belong to the tenant."""
    if change.action == "delete":
        return f"addresses at {listed(entries(change.old.inputs, 'domains') or ('no domain',))} lead here no longer"
    clauses = [*_domains(change), *rest(change, ("domains",) if change.action == "update" else change.new.inputs)]
    return "; ".join(clauses) or None


def _domains(change: Change) -> Iterator[str]:
    before, after = (set(entries(state.inputs, "domains")) for state in (change.old, change.new))
    if after - before:
        yield f"addresses at {listed(sorted(after - before))} now lead here"
    if before - after:
        yield f"addresses at {listed(sorted(before - after))} lead here no longer"


def login_whitelist(change: Change) -> str | None:
    """Single people who may log in."""
    if change.action == "delete":
        people = (*entries(change.old.inputs, "admins"), *entries(change.old.inputs, "users"))
        return f"{listed(people)} may no longer log in" if people else "the list of single people is removed"
    clauses = [*gains(change, "users", "users"), *gains(change, "admins", "admins")]
    clauses += rest(change, ("users", "admins")) if change.action == "update" else ()
    return f"people who may log in: {'; '.join(clauses)}" if clauses else None


def suspension(change: Change) -> str | None:
    """Access to the company is stopped, or opened again."""
    sentences = {
        "create": "the tenant is suspended: its people can no longer log in, and its keys are revoked",
        "delete": "the suspension ends: its people can log in again",
    }
    return sentences.get(change.action)


def register(change: Change) -> str | None:
    """The program's own list of tenants, by which it finds out who was removed."""
    if change.action != "update":
        return None
    return f"the program's own list {change.urn.name} is brought up to date"
