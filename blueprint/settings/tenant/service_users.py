"""Owns a tenant's service users: accounts without a person, each with a key pair of its own.

It must not know the rest of a tenant file: what it needs of it is handed in.
"""

import re
from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import StrictBool

from blueprint.settings.checking.expect import TextExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.words.names import ByKey, Count, Line, UserId

FEATURE = "service_users"
"""The feature that a company needs for them."""
_KEY = r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?"
ServiceUserKey = Annotated[
    str,
    TextExpectation(
        "1 to 40 lower-case letters, digits and hyphens such as ci",
        lambda value: value if re.fullmatch(_KEY, value) else None,
        f"^{_KEY}$",
        ("ci",),
    ),
]


class ServiceUserSettings(Model):
    """One service user (auth.create_service_user); the key is its permanent name here."""

    name: Line | None = None
    """Its name on the server; none means the key."""
    generation: Count = 1
    """Raise it by one to have a new key pair minted and the old one revoked."""
    expires_in_days: Count | None = None
    """Lifetime of the key pair in days; absent means that it does not expire."""
    run_as_owner: StrictBool = False
    """Whether it may run tasks as the tasks' owners (allow_running_as_owner), which an agent for many people needs."""
    adopt: UserId | None = None
    """Id of an existing service user to take over; without it one that somebody works with is refused."""


ServiceUsers = ByKey[ServiceUserKey, ServiceUserSettings]


def check_service_users(users: Mapping[str, ServiceUserSettings], limit: int | None, excluded: Collection[str]) -> None:
    """Raise the mismatch where the tenant's own file forbids its service users, or two have one name."""
    if limit is not None and len(users) > limit:
        expected = f"at least {len(users)}, as many as there are under serviceUsers (clearml:tenantDefaults counts too)"
        raise mismatch(expected, found=f"the number {limit}", at="limits.serviceUsers")
    if users and FEATURE in excluded:
        expected = "no service users, or the feature not taken away (clearml:tenantDefaults counts too)"
        raise mismatch(expected, found=f"'{FEATURE}' while there are service users", at="features.exclude")
    names = [user.name or key for key, user in users.items()]
    for key, name in zip(users, names, strict=True):
        if names.count(name) > 1:
            raise mismatch("a name of one service user only", found=f"'{name}' twice", at=("serviceUsers", key, "name"))
