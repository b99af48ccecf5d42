"""Client methods for service users and user groups.

Source: vendor API reference of users, auth and permissions, REF in docs/api-observations.md.
"""

from typing import Any

from providers.clearml.api import people
from providers.clearml.api.answers import Empty
from providers.clearml.api.member import Delegate, Member
from providers.clearml.api.models import UserAuth


class PeopleCalls:
    """Endpoints that act on a member's company, in the caller's role or the member's."""

    _as: Delegate

    # service users

    def create_service_user(self, member: Member, name: str, *, run_as_owner: bool) -> people.CreatedServiceUser:
        """Create a service user; returns its id and the key pair that the server creates with it."""
        body = {"name": name, "allow_running_as_owner": run_as_owner}
        return self._as.act_as(member, people.CreatedServiceUser, "auth.create_service_user", body, repeat=False)

    def service_users(self, member: Member) -> tuple[people.ServiceUserRecord, ...]:
        """All service users of the member's company."""
        return self._as.act_as(member, people.ServiceUsers, "users.get_service_users", {}).users

    def update_service_user(self, member: Member, user: str, name: str, *, run_as_owner: bool) -> None:
        """Set name and `run_as_owner`. The server does not check that the user is a service user."""
        body = {"user": user, "name": name, "allow_running_as_owner": run_as_owner}
        self._as.act_as(member, Empty, "users.update_service_user", body)

    # groups of users

    def user_groups(self, member: Member) -> tuple[people.UserGroupRecord, ...]:
        """All groups of the member's company, with their users."""
        body = {"include_permissions": False}
        return self._as.act_as(member, people.UserGroups, "permissions.get_user_groups", body).groups

    def put_user_group(self, member: Member, group: str, fields: dict[str, Any]) -> None:
        """Create or update the group with this id: `name`, `description`, and `users` as a full list of ids (INF)."""
        body = {"id": group, **fields}
        self._as.act_as(member, Empty, "permissions.add_or_update_user_group", body)

    def delete_user_group(self, member: Member, group: str) -> None:
        """Delete a group, but not its users. A missing group is not an error (INF)."""
        self._as.act_as(member, Empty, "permissions.delete_user_groups", {"groups": [group]})

    def company_users(self, member: Member) -> tuple[UserAuth, ...]:
        """All users of the member's company."""
        return self._as.act_as(member, people.CompanyUsers, "permissions.get_company_users", {}).users
