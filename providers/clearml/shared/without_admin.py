"""What to do when something inside a company shall be removed and its admin, who would do it, is gone."""

from providers.clearml.api.client import Client
from providers.clearml.api.errors import NotFound, Refused
from providers.clearml.api.member import Member


def accept_only_if_company_is_gone(client: Client, member: Member) -> None:
    """Return when the company is gone, and all in it; raise Refused when it lives on with what should be removed."""
    try:
        active = client.company_info(member.company).active
    except NotFound:
        return
    if active:
        message = (
            f"its admin (user {member.user}) was deleted on the server, so nobody can remove it; with the tenant file "
            "in place run `pulumi up --refresh`, which makes the admin again, then remove it"
        )
        raise Refused(message)
