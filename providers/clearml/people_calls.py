"""The client's calls about service users and groups of users; a part of `client`, under the same rules.

Source: vendor API reference of users, auth and permissions, REF in docs/api-observations.md. Must not know Pulumi.
"""

from providers.clearml import answers, models
from providers.clearml.member import Delegate, Member


class PeopleCalls:
    """Endpoints that work on the company of a member, in our own role or the member's."""

    _as: Delegate

    # service users

    def create_service_user(self, member: Member, name: str, *, run_as_owner: bool) -> answers.CreatedServiceUser:
        """Make a service user; returns its id and the key pair that the server makes along with it."""
        body = {"name": name, "allow_running_as_owner": run_as_owner}
        return self._as.act_as(member, answers.CreatedServiceUser, "auth.create_service_user", body, repeat=False)

    def service_users(self, member: Member) -> tuple[models.ServiceUser, ...]:
        """All service users of the member's company."""
        return self._as.act_as(member, answers.ServiceUsers, "users.get_service_users", {}).users

    def update_service_user(self, member: Member, user: str, name: str, *, run_as_owner: bool) -> None:
        """Set name and grant. The server does not check that the user is a service user."""
        body = {"user": user, "name": name, "allow_running_as_owner": run_as_owner}
        self._as.act_as(member, answers.Empty, "users.update_service_user", body)
