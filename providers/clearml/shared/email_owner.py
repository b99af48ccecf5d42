"""Who holds an e-mail address on the server: our company's user, nobody, or somebody else.

An e-mail is unique over all companies, deleted ones included: a company that was soft-deleted behind our back still
holds its admin's address, though nobody can log in there any more. When a company of the same name is made again, that
login is removed (auth.delete_user, which keeps the history), or the tenant could never come back.
"""

from providers.clearml.api.client import Client
from providers.clearml.api.errors import FeatureMissing, NotFound, Refused
from providers.clearml.api.member import Member
from providers.clearml.shared.notice import notice


def user_of(client: Client, *, tenant: str, company: str, email: str) -> str | None:
    """The id of our company's user of this e-mail; None if the e-mail is free, or the server cannot look by e-mail.

    Raises Refused, naming the user, when the e-mail is in use elsewhere.
    """
    try:
        known = client.user_by_email(email)
    except FeatureMissing:
        return None
    if known is None:
        return None
    if _is_in(client, known.id, company):
        return known.id
    _free(client, known.id, tenant, company, email)
    return None


def holder_in(client: Client, *, company: str, email: str) -> str | None:
    """The id of the user of this e-mail if it is one of this company, be the company active or deleted."""
    try:
        known = client.user_by_email(email)
    except FeatureMissing:
        return None
    if known is None or not (_company_of(client, known.id) == company or _is_in(client, known.id, company)):
        return None
    return known.id


def _is_in(client: Client, user: str, company: str) -> bool:
    try:
        return client.get_current_user(Member(user=user, company=company)).company == company
    except NotFound:
        return False


def _free(client: Client, user: str, tenant: str, company: str, email: str) -> None:
    """Remove the login if it is of a deleted company of our own company's name, else refuse."""
    where = _company_of(client, user)
    if where is None or not _is_our_former(client, where, company):
        place = f"company {where}" if where else "another company"
        message = (
            f"the e-mail belongs to user {user} of {place}; use another one, or if that company is gone for good, "
            "remove the login there with auth.delete_user"
        )
        raise Refused(message)
    client.delete_user(user)
    notice(tenant, f"{email} was still held by user {user} of deleted company {where}; that login was removed")


def _is_our_former(client: Client, where: str, company: str) -> bool:
    try:
        former = client.company_info(where)
    except NotFound:
        return False
    return not former.active and former.name == client.company_info(company).name


def _company_of(client: Client, user: str) -> str | None:
    """None for callers of role root, which do not see the users of other companies here."""
    try:
        return client.get_user_by_id(user).company
    except NotFound:
        return None
