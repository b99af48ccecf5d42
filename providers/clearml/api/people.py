"""Service users and user groups: their models, and the answers of the endpoints about them."""

from providers.clearml.api.answers import Created
from providers.clearml.api.models import MintedKeyPair, UserAuth, Wire


class ServiceUserRecord(Wire):
    """One row of users.get_service_users: a non-human account."""

    id: str
    name: str
    allow_running_as_owner: bool = False


class GroupMember(Wire):
    """One user in a row of permissions.get_user_groups."""

    id: str


class UserGroupRecord(Wire):
    """One row of permissions.get_user_groups. INF: if the server omits `assignable`, members can be added."""

    id: str
    name: str
    description: str = ""
    assignable: bool = True
    users: tuple[GroupMember, ...] = ()

    @property
    def members(self) -> frozenset[str]:
        """Ids of the group's users."""
        return frozenset(user.id for user in self.users)


class CreatedServiceUser(Created):
    """auth.create_service_user: the user id, and the key pair that the server creates with the user."""

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
