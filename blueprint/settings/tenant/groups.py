"""Settings of a tenant's user groups and their members.

The features of a group are part of the server's settings (`blueprint.settings.platform.server`).
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
"""Groups whose members the server manages itself, by their role."""


class UserGroupSettings(Model):
    """A user group (permissions.add_or_update_user_group); the key is the group's name on the server."""

    description: Line | None = None
    """Description of the group; not allowed with `existing: true`."""
    users: SortedSet[Email] = ()
    """E-mail addresses of the group's members. A user who has not signed in yet becomes a member with the first
    `pulumi up --refresh` after signing in."""
    service_users: SortedSet[ServiceUserKey] = ()
    """Keys of the service users in this file that are members of the group."""
    existing: StrictBool = False
    """Whether the group exists already and is not managed by this tenant, such as a group across all tenants. Only the
    members listed here are then added and removed."""


def _check_groups(groups: Mapping[str, UserGroupSettings]) -> Mapping[str, UserGroupSettings]:
    for name, group in groups.items():
        if name in ROLE_GROUPS:
            expected = "a group with explicit members; roles follow from login.users and login.admins"
            raise mismatch(expected, found=f"the group '{name}'", at=(name,))
        if name in BUILT_IN_GROUPS and not group.existing:
            raise mismatch("true, because every server has this group", found="false", at=(name, "existing"))
        if group.existing and group.description is not None:
            raise mismatch("no description of an existing group", found="a description", at=(name, "description"))
    return groups


UserGroups = Annotated[ByKey[Line, UserGroupSettings], AfterValidator(_check_groups)]


def check_user_groups(groups: Mapping[str, UserGroupSettings], service_users: Collection[str]) -> None:
    """Raise a mismatch if a group lists a service user that the file does not define."""
    for name, group in groups.items():
        for key in group.service_users:
            if key not in service_users:
                expected = "keys of this file's serviceUsers"
                raise mismatch(expected, found=f"'{key}'", at=("groups", name, "serviceUsers"))
