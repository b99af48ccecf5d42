"""Sentences on a tenant's namespace, its quota and its Secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.review.change import Change
from fleet.review.words.values import rest


def namespace(change: Change) -> str | None:
    """A namespace; its deletion ends everything in it."""
    metadata = (change.new if change.action == "create" else change.old).inputs.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else change.urn.name
    match change.action:
        case "create":
            return f"new namespace {name}"
        case "delete":
            return f"namespace {name} is deleted, with its pods and volumes"
        case "replace":
            return f"namespace {name} is replaced: its pods and volumes are deleted"
    return f"namespace {name}: {'; '.join(rest(change, ()))}"


def quota(change: Change) -> str | None:
    """A quota of a namespace."""
    if change.action != "update":
        return None
    clauses = (*_limits(change), *(each for each in rest(change, ()) if not each.startswith("spec.hard.")))
    return f"quota: {'; '.join(clauses)}"


def _limits(change: Change) -> Iterator[str]:
    for each in change.differences:
        if each.path.startswith("spec.hard."):
            name = each.path.removeprefix("spec.hard.").removeprefix("requests.")
            yield f"{name} {_limit(each.before)} -> {_limit(each.after)}"


def _limit(value: object) -> str:
    return "not limited" if value is None else "none" if str(value) == "0" else str(value)


def secret(change: Change) -> str | None:
    """A Kubernetes Secret: which, never what."""
    if change.action != "update":
        return None
    clauses = rest(change, ("data", "stringData"))
    return "; ".join((f"the content of Secret {change.urn.name} changes", *clauses))
