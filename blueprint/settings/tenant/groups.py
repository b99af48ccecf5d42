"""Owns a tenant's groups of users: who is in them. What a group may use is the server's settings (`blueprint.settings.platform.server`).

It must not know the rest of a tenant file: what it needs of it is handed in.
"""

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import AfterValidator, StrictBool

from blueprint.settings.checking.expect import mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.server import BUILT_IN_GROUPS
from blueprint.settings.tenant.service_users import ServiceUserKey
from blueprint.settings.words.names import ByKey, Email, Line, SortedSet

ROLE_GROUPS = ("users", "admins")
"""Into these the server puts people by itself, by their role."""


class UserGroupSettings(Model):
    """One group (permissions.add_or_update_user_group); the key is its name on the server."""

    description: Line | None = None
    """What it is for; not for a group that exists already."""
    users: SortedSet[Email] = ()
    """Addresses of its people. Who has not entered yet becomes a member at the first `pulumi up --refresh` after."""
    service_users: SortedSet[ServiceUserKey] = ()
    """Keys of this file's service users that are in it."""
    existing: StrictBool = False
    """Whether the group is another's, such as one over all tenants: then only these members go in and out."""


def _of_its_own(groups: Mapping[str, UserGroupSettings]) -> Mapping[str, UserGroupSettings]:
    for name, group in groups.items():
        if name in ROLE_GROUPS:
            expected = "a group into which people are put; login.users and login.admins say who has which role"
            raise mismatch(expected, found=f"the group '{name}'", at=(name,))
        if name in BUILT_IN_GROUPS and not group.existing:
            raise mismatch("true, since every server has this group", found="false", at=(name, "existing"))
        if group.existing and group.description is not None:
            raise mismatch("no description of a group that is another's", found="one", at=(name, "description"))
    return groups


UserGroups = Annotated[ByKey[Line, UserGroupSettings], AfterValidator(_of_its_own)]


def check_user_groups(groups: Mapping[str, UserGroupSettings], service_users: Collection[str]) -> None:
    """Raise the mismatch where a group names a service user that the file does not have."""
    for name, group in groups.items():
        for key in group.service_users:
            if key not in service_users:
                expected = "keys of this file's serviceUsers"
                raise mismatch(expected, found=f"'{key}'", at=("groups", name, "serviceUsers"))
