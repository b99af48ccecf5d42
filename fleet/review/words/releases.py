"""Sentences on Helm releases."""

from __future__ import annotations

from fleet.review.change import Change
from fleet.review.parts import holds_data, part_of
from fleet.review.words.values import rest, text

CHECKSUM = "clearml-platform/secrets-checksum"
"""Annotation by which pods restart when a Secret that they read changes."""
NOUNS = {"agent": "agent", "gateway": "gateway", "redis": "Redis", "server": "ClearML server", "billing": "billing"}
"""By part. The releases of other parts have their own names."""


def release(change: Change) -> str | None:
    """A Helm release: a change of version or values restarts what it runs."""
    noun = NOUNS.get(part_of(change.urn), f"release {change.urn.name}")
    old, new = (text(state.inputs, "version") for state in (change.old, change.new))
    match change.action:
        case "create":
            return f"new {noun}, chart version {new}"
        case "delete":
            return f"{noun} is uninstalled"
        case "replace":
            loss = "; what it stored is lost" if holds_data(change.urn) else ""
            return f"{noun} is uninstalled and installed anew{loss}"
    version = (f"chart version {old} -> {new}",) if old != new else ()
    clauses = [each for each in rest(change, ("version", "checksum")) if CHECKSUM not in each]
    secrets = ("the Secrets that it reads change",) if any(CHECKSUM in str(each) for each in change.differences) else ()
    return f"{noun} restarts: {'; '.join((*version, *secrets, *clauses))}"
