"""Gives a company its display name, which replaces the claim under which it was created (ADR 0003).

Endpoint: organization.update_company_name. The reference names the role admin for it; that a caller of role system may
use it for any company is INF, so the tenant's admin is tried next.
"""

from providers.clearml.api.client import Client
from providers.clearml.api.errors import ApiError, ServerFault, Unauthorized
from providers.clearml.api.member import Member
from providers.clearml.shared.notice import notice


def give_display_name(client: Client, tenant: str, member: Member, name: str) -> None:
    """Rename the member's company. A server that refuses the renaming is reported, and the claim stays the name."""
    try:
        client.update_company_name(member.company, name)
    except (Unauthorized, ServerFault):
        raise
    except ApiError:
        _rename_as_admin(client, tenant, member, name)


def _rename_as_admin(client: Client, tenant: str, member: Member, name: str) -> None:
    try:
        client.update_own_company_name(member, name)
    except (Unauthorized, ServerFault):
        raise
    except ApiError as error:
        notice(tenant, f"the server refuses to name company {member.company} {name!r}: {error}; rename it in ClearML")
