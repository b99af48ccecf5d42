"""Sentences on people, key pairs and queues."""

from __future__ import annotations

from fleet.review.change import Change
from fleet.review.words.values import gains, rest, text


def user(change: Change) -> str | None:
    """A person or service user."""
    service = change.urn.kind == "ServiceUser"
    noun = "service user" if service else "admin"
    old, new = (text(state.inputs, "name" if service else "email") for state in (change.old, change.new))
    match change.action:
        case "create":
            return f"new {noun} {new}"
        case "delete":
            return f"{noun} {old} is deleted"
        case "replace":
            return f"{noun} {old} is replaced by {new}, with a new login"
    return f"{noun} {new or old}: {'; '.join(rest(change, ()))}"


def group(change: Change) -> str | None:
    """A user group."""
    if change.action != "update":
        return None
    clauses = (*gains(change, "users", "people"), *gains(change, "service_users", "service users"))
    return f"group {change.urn.name}: {'; '.join((*clauses, *rest(change, ('users', 'service_users'))))}"


def credentials(change: Change) -> str | None:
    """A key pair; with an overlap the earlier pair stays valid for some days."""
    purpose = text(change.new.inputs or change.old.inputs, "purpose") or change.urn.name
    if change.action == "create":
        return f"new key pair for {purpose}"
    if change.action == "delete":
        return f"the key pair for {purpose} is revoked"
    generations = tuple(text(state.inputs, "generation") for state in (change.old, change.new))
    if generations[0] == generations[1]:
        return None
    days = change.new.inputs.get("overlap_days")
    fate = f"the old one lives {days} days" if days else "the old one is revoked at once"
    return f"the key pair for {purpose} rotates (generation {generations[0]} -> {generations[1]}); {fate}"


def queue(change: Change) -> str | None:
    """A queue."""
    old, new = (text(state.inputs, "name") or change.urn.name for state in (change.old, change.new))
    match change.action:
        case "create":
            return f"new queue {new}"
        case "delete":
            return f"queue {old} is deleted, with the tasks that wait in it"
        case "replace":
            return None
    return f"queue {new}: {'; '.join(rest(change, ()))}"
