"""Whether an existing company of our name is our own unfinished work, or somebody else's (ADR 0003).

A company carries no label. It counts as ours when nobody is in it, or when the tenant's admin is in it and holds a key
with this stack's label for this tenant. In a run without checkpoints, a company whose only user is that admin, without
any key, is also what such a run leaves behind when it is killed. Everything else needs the tenant file's `adopt:`.
"""

from providers.clearml.api import models
from providers.clearml.api.client import Client
from providers.clearml.api.errors import FeatureMissing, NotFound, Refused
from providers.clearml.api.member import Member


def pick_ours(client: Client, found: list[models.CompanyRecord], *, admin_email: str, label: str) -> str | None:
    """The id of the one company that is ours; None if there is none of this name; raises Refused otherwise.

    `label` is the start of the labels that this stack gives to this tenant's key pairs, such as
    `clearml-platform:dev:acme:`.
    """
    if not found:
        return None
    if len(found) > 1:
        ids = ", ".join(company.id for company in found)
        raise Refused(
            f"{len(found)} companies have this name ({ids}); put `adopt: <id>` of the right one in the tenant file"
        )
    company = found[0]
    if company.users == 0 or _is_our_admins(client, company, admin_email, label):
        return company.id
    people = "an unknown number of" if company.users is None else str(company.users)
    message = (
        f"a company of this name exists already (id {company.id}, {people} users) and is not known to be ours; "
        f"put `adopt: {company.id}` in the tenant file to take it over, or choose another name"
    )
    raise Refused(message)


def _is_our_admins(client: Client, company: models.CompanyRecord, admin_email: str, label: str) -> bool:
    try:
        admin = client.user_by_email(admin_email)
        if admin is None:
            return False
        member = Member(user=admin.id, company=company.id)
        if client.get_current_user(member).company != company.id:
            return False
        keys = client.get_credentials(member)
    except (FeatureMissing, NotFound):
        return False
    if any((key.label or "").startswith(label) for key in keys):
        return True
    return client.connection.resume_unfinished and company.users == 1 and not keys
