"""Handles a deletion inside a company whose admin, on whose behalf it would be made, no longer exists."""

from providers.clearml.api.client import Client
from providers.clearml.api.errors import NotFound, Refused
from providers.clearml.api.member import Member


def accept_only_if_company_is_gone(client: Client, member: Member) -> None:
    """Return if the company was deleted with everything in it; raise Refused if it is active and holds the object."""
    try:
        active = client.company_info(member.company).active
    except NotFound:
        return
    if active:
        message = (
            f"the tenant's admin (user {member.user}) was deleted on the server, and only the admin can delete this; "
            "with the tenant file in place run `pulumi up --refresh`, which creates the admin again, then remove it"
        )
        raise Refused(message)
