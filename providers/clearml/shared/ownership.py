"""Decides whether an existing company of the tenant's name was created by this stack (ADR 0003).

A company carries no label. It counts as the stack's own if it has no users, or if the tenant's admin is a user of it
and has credentials with this stack's label for this tenant. In a run without checkpoints, a company whose only user is
that admin, without credentials, counts too: an interrupted run leaves one. Any other company needs `adopt:` in the
tenant file.
"""

from providers.clearml.api import models
from providers.clearml.api.client import Client
from providers.clearml.api.errors import FeatureMissing, NotFound, Refused
from providers.clearml.api.member import Member


def own_company(client: Client, named: list[models.CompanyRecord], *, admin_email: str, label: str) -> str | None:
    """The id of the company that this stack created, from the active companies with the tenant's name (`named`).

    None if `named` is empty; raises Refused if it has several, or one that this stack did not create. `label` is the
    prefix of the labels that this stack gives to the tenant's credentials, such as `clearml-platform:dev:acme:`.
    """
    if not named:
        return None
    if len(named) > 1:
        ids = ", ".join(company.id for company in named)
        raise Refused(
            f"{len(named)} companies have this name ({ids}); set `adopt: <id>` of the right one in the tenant file"
        )
    company = named[0]
    if company.users == 0 or _is_our_admins(client, company, admin_email, label):
        return company.id
    users = "an unknown number of" if company.users is None else str(company.users)
    message = (
        f"a company with this name exists (id {company.id}, {users} users) and nothing shows that this stack created "
        f"it; set `adopt: {company.id}` in the tenant file to take it over, or choose another name"
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
