"""Decides whether this stack created a service user that it finds in the tenant's company by name (ADR 0003)."""

from collections.abc import Sequence
from dataclasses import dataclass

from providers.clearml.api.client import Client
from providers.clearml.api.errors import Refused
from providers.clearml.api.member import Member
from providers.clearml.api.people import ServiceUserRecord
from providers.clearml.shared.labels import has_label


@dataclass(frozen=True)
class WantedServiceUser:
    """A service user of a tenant file. `label` is the prefix of the labels of the tenant's credentials."""

    name: str
    label: str
    recovering: bool


def own_service_user(
    client: Client, company: str, users: Sequence[ServiceUserRecord], wanted: WantedServiceUser
) -> tuple[ServiceUserRecord | None, bool]:
    """The company's service user of this name, and whether this stack created it; None if it has to be created.

    `users` are all service users of the company; the server allows several with one name. Raises Refused with the line
    to add if nothing shows that the user is this stack's.
    """
    named = [user for user in users if user.name == wanted.name]
    if not named:
        return None, True
    ids = ", ".join(user.id for user in named)
    if len(named) > 1:
        message = f"{len(named)} service users have this name ({ids})"
        raise Refused(f"{message}; delete the others in ClearML, or set `adopt: <id>` of the right one in its entry")
    if _is_own(client, Member(user=named[0].id, company=company), wanted.label):
        return named[0], True
    if wanted.recovering:
        return named[0], False
    message = f"a service user with this name exists (id {ids}) and has no credentials of this stack and tenant"
    raise Refused(f"{message}; set `adopt: {ids}` in its entry to take it over, or choose another name")


def service_user_problem(
    client: Client, company: str, users: Sequence[ServiceUserRecord], wanted: WantedServiceUser, adopt: str | None
) -> str | None:
    """Why the creation of a service user would be refused; None if it would not. Nothing is written."""
    if adopt is not None:
        return None if any(user.id == adopt for user in users) else unknown_service_user(adopt)
    try:
        own_service_user(client, company, users, wanted)
    except Refused as refusal:
        return str(refusal)
    return None


def unknown_service_user(adopt: str) -> str:
    """The refusal of an `adopt` that no service user of the company has as id."""
    return f"the company has no service user {adopt}; correct `adopt`"


def _is_own(client: Client, user: Member, label: str) -> bool:
    """Whether this stack created the user: it has credentials with this tenant's label.

    Unused credentials are no evidence: the tenant may have created the user just now. An interrupted run without
    checkpoints leaves users that are not in the state. In such a run a user without credentials counts as created by
    this stack, because the server creates a key pair with each user and this program revokes it.
    """
    keys = client.get_credentials(user)
    return has_label(keys, label) or (client.connection.resume_unfinished and not keys)
