"""Service users and groups of users, and what each endpoint about them answers: frozen models like those of models.py.

Must not know httpx or Pulumi.
"""

from providers.clearml.api.answers import Created
from providers.clearml.api.models import MintedKeyPair, UserAuth, Wire


class ServiceUserRecord(Wire):
    """One row of users.get_service_users: an account without a person."""

    id: str
    name: str
    allow_running_as_owner: bool = False


class GroupMember(Wire):
    """A user groups list it."""

    id: str


class UserGroupRecord(Wire):
    """One row of permissions.get_user_groups. INF: a server that leaves `assignable` out lets people be put in."""

    id: str
    name: str
    description: str = ""
    assignable: bool = True
    users: tuple[GroupMember, ...] = ()

    @property
    def members(self) -> frozenset[str]:
        """Ids of its users."""
        return frozenset(user.id for user in self.users)


class CreatedServiceUser(Created):
    """auth.create_service_user: the user, and a first key pair of it."""

    credentials: MintedKeyPair


class ServiceUsers(Wire):
    """users.get_service_users."""

    users: tuple[ServiceUserRecord, ...]


class UserGroups(Wire):
    """permissions.get_user_groups."""

    groups: tuple[UserGroupRecord, ...]


class CompanyUsers(Wire):
    """permissions.get_company_users."""

    users: tuple[UserAuth, ...]
