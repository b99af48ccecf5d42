"""A sentence per change: that of its type if there is one, and else the change as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fleet.review.change import Change
from fleet.review.parts import is_frame
from fleet.review.words.account import company, login_domains, login_whitelist, register, suspension
from fleet.review.words.cluster import namespace, quota, secret
from fleet.review.words.people import credentials, group, queue, user
from fleet.review.words.releases import release
from fleet.review.words.values import rest

SENTENCES: Mapping[str, Callable[[Change], str | None]] = {
    "Company": company,
    "LoginDomains": login_domains,
    "LoginWhitelist": login_whitelist,
    "User": user,
    "ServiceUser": user,
    "UserGroup": group,
    "Credentials": credentials,
    "Queue": queue,
    "Namespace": namespace,
    "ResourceQuota": quota,
    "Secret": secret,
    "Release": release,
    "Suspension": suspension,
    "TenantRegister": register,
}
"""By the last part of the type. A function returns None for what it has no words for."""
VERBS: Mapping[str, str] = {
    "create": "is new",
    "update": "changes",
    "delete": "is deleted",
    "replace": "is replaced by a new one",
    "import": "is taken over",
    "forget": "leaves the state and stays where it is",
}


def sentence(change: Change) -> str:
    """Return what happens, on one line."""
    words = None if is_frame(change.urn) else SENTENCES.get(change.urn.kind)
    return (words(change) if words else None) or as_it_is(change)


def as_it_is(change: Change) -> str:
    """Name, type and operation of the resource, and each changed property."""
    verb = VERBS.get(change.action, f"has the operation {change.action}")
    details = details_of(change)
    return f"{change.urn.kind} {change.urn.name} {verb}{': ' if details else ''}{'; '.join(details)}"


def details_of(change: Change) -> tuple[str, ...]:
    """Each changed property with both values; those whose values are not visible by their paths alone."""
    return tuple(rest(change, ())) if change.action in ("update", "replace") else ()
