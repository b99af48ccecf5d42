"""The words of a pull request that permit a loss: the list `clearml:approvals` in the stack's file.

`delete company acme` permits one deletion, `delete tenant acme` that of everything that holds data of a tenant,
`replace namespace acme` a replacement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

VERBS = ("delete", "replace")
TENANT = "tenant"


@dataclass(frozen=True)
class PolicyApproval:
    """One permission; `word` is tenant or the word of a guarded kind."""

    verb: str
    word: str
    name: str

    def __str__(self) -> str:
        return f"{self.verb} {self.word} {self.name}"


@dataclass(frozen=True)
class Loss:
    """What a run would delete or replace. `tenant` is the slug of its tenant, None for the platform's."""

    verb: str
    word: str
    name: str
    tenant: str | None
    urn: str
    text: str
    """What is lost and why, for the message."""

    @property
    def permissions(self) -> tuple[PolicyApproval, ...]:
        """The approvals that permit it, the narrowest first."""
        own = PolicyApproval(self.verb, self.word, self.name)
        return (own,) if self.tenant is None else (own, PolicyApproval(self.verb, TENANT, self.tenant))


def approvals(text: str | None) -> frozenset[PolicyApproval]:
    """Return the approvals of the configuration value, JSON text; what is no approval permits nothing."""
    try:
        entries = json.loads(text) if text else []
    except ValueError:
        return frozenset()
    if not isinstance(entries, list):
        return frozenset()
    parts = [entry.split() for entry in entries if isinstance(entry, str)]
    return frozenset(PolicyApproval(*each) for each in parts if len(each) == 3 and each[0] in VERBS)


def unapproved(losses: Iterable[Loss], given: frozenset[PolicyApproval]) -> Iterator[Loss]:
    """Return the losses that no approval permits."""
    return (loss for loss in losses if given.isdisjoint(loss.permissions))


def idle(losses: Iterable[Loss], given: frozenset[PolicyApproval]) -> list[PolicyApproval]:
    """Return the approvals that permit none of the losses, in order."""
    used = {approval for loss in losses for approval in loss.permissions}
    return sorted(given - used, key=str)


def message(loss: Loss) -> str:
    """One line: what would be lost, and the word that permits it."""
    *_, widest = loss.permissions
    return (
        f"{loss.text}. If that is meant, add `{loss.permissions[0]}`"
        + (f" (or `{widest}` for all that holds the tenant's data)" if len(loss.permissions) > 1 else "")
        + f" to clearml:approvals in Pulumi.{_stack(loss.urn)}.yaml, in the same pull request"
    )


def _stack(urn: str) -> str:
    return urn.split("::", 1)[0].removeprefix("urn:pulumi:")
