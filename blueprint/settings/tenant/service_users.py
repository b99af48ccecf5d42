"""Settings of a tenant's service users: accounts for programs, each with its own key pair."""

import re
from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import StrictBool

from blueprint.settings.checking.expect import TextExpectation, mismatch
from blueprint.settings.tenant.key_pairs import KeyPairSettings
from blueprint.settings.words.names import ByKey, Line, UserId

FEATURE = "service_users"
"""Feature that a company needs to have service users."""
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


class ServiceUserSettings(KeyPairSettings):
    """A service user (auth.create_service_user); the key is the service user's permanent name in the settings."""

    name: Line | None = None
    """Name of the service user on the server; by default, the key."""
    run_as_owner: StrictBool = False
    """Whether the service user may run tasks as their owners (allow_running_as_owner), which an agent for several users
    needs."""
    adopt: UserId | None = None
    """ID of an existing service user to take over; without it, an existing service user that is in use is refused."""


ServiceUsers = ByKey[ServiceUserKey, ServiceUserSettings]


def check_service_users(users: Mapping[str, ServiceUserSettings], limit: int | None, excluded: Collection[str]) -> None:
    """Raise a mismatch if the tenant's limits or features rule out its service users, or if two have the same name."""
    if limit is not None and len(users) > limit:
        expected = f"at least {len(users)}, the number of serviceUsers (clearml:tenantDefaults included)"
        raise mismatch(expected, found=f"the number {limit}", at="limits.serviceUsers")
    if users and FEATURE in excluded:
        expected = "no service users, or the feature not excluded (clearml:tenantDefaults included)"
        raise mismatch(expected, found=f"'{FEATURE}' while there are service users", at="features.exclude")
    names = [user.name or key for key, user in users.items()]
    for key, name in zip(users, names, strict=True):
        if names.count(name) > 1:
            expected = "a different name for each service user"
            raise mismatch(expected, found=f"'{name}' twice", at=("serviceUsers", key, "name"))
