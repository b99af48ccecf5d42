"""Finds the user that has an e-mail address: in the tenant's company, in another company, or none.

An e-mail address is unique across all companies, including deleted ones. A company that was soft-deleted outside Pulumi
therefore still blocks its admin's address. When a company of the same name is created again, the old login is deleted
(auth.delete_user, which keeps the user's history); otherwise the tenant could not be created again.
"""

from providers.clearml.api.client import Client
from providers.clearml.api.errors import FeatureMissing, MemberGone, NotFound, Refused
from providers.clearml.api.member import Member
from providers.clearml.shared.notice import notice


def user_of(client: Client, *, tenant: str, company: str, email: str, names: frozenset[str]) -> str | None:
    """The id of the company's user with this e-mail; None if the e-mail is free or the server cannot search by e-mail.

    `names` are the names that a deleted company of the same tenant may have. Raises Refused, naming the user, if
    another company uses the e-mail.
    """
    try:
        user = client.user_by_email(email)
    except FeatureMissing:
        return None
    if user is None:
        return None
    if _is_in(client, user.id, company):
        return user.id
    _release(client, user.id, tenant, names, email)
    return None


def holder_in(client: Client, *, company: str, email: str) -> str | None:
    """The id of the user with this e-mail if it belongs to this company, active or deleted."""
    try:
        user = client.user_by_email(email)
    except FeatureMissing:
        return None
    return user.id if user is not None and _belongs(client, user.id, company) else None


def _belongs(client: Client, user: str, company: str) -> bool:
    """Whether the user belongs to the company, active or deleted, or only its login is left there."""
    if _company_of(client, user) == company:
        return True
    try:
        return _is_in(client, user, company)
    except Refused:
        return True


def _is_in(client: Client, user: str, company: str) -> bool:
    """Whether the user belongs to the company; raises Refused if only its login is left there."""
    try:
        return client.get_current_user(Member(user=user, company=company)).company == company
    except MemberGone:
        return False
    except NotFound:
        raise Refused(_only_a_login(user, "this company")) from None


def _only_a_login(user: str, company: str) -> str:
    """The refusal of a user whose record was deleted with users.delete, which leaves the login and its key pairs."""
    return (
        f"the e-mail belongs to user {user} of {company}, whose record was deleted on the server (users.delete) while "
        f"the login is still there; delete the login with auth.delete_user (user: {user}), then run "
        "`pulumi up --refresh`, or use another e-mail"
    )


def _release(client: Client, user: str, tenant: str, names: frozenset[str], email: str) -> None:
    """Delete the login if it belongs to a deleted company with the tenant's company name; raise Refused otherwise."""
    holder = _company_of(client, user)
    if holder is None or not _is_predecessor(client, holder, names):
        unknown = "another company, or its record was deleted on the server with users.delete"
        place = f"company {holder}" if holder else unknown
        message = (
            f"the e-mail belongs to user {user} of {place}; use another e-mail, or if that company is no longer used, "
            "delete the user with auth.delete_user"
        )
        raise Refused(message)
    client.delete_user(user)
    notice(tenant, f"{email} still belonged to user {user} of the deleted company {holder}; that login was deleted")


def _is_predecessor(client: Client, holder: str, names: frozenset[str]) -> bool:
    try:
        predecessor = client.company_info(holder)
    except NotFound:
        return False
    return not predecessor.active and predecessor.name in names


def _company_of(client: Client, user: str) -> str | None:
    """The user's company; None for callers of role root, which cannot read users of other companies."""
    try:
        return client.get_user_by_id(user).company
    except NotFound:
        return None
