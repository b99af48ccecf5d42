"""Creates a company with tenants.create_tenant (server 3.30), which also creates an admin with credentials.

This program creates its own admin, so the server's admin is deleted at once (ADR 0004). The result is a company without
users. After a lost answer, an existing company of that name is taken over only if its admin's credentials were never
used: it could belong to another owner. What an interrupted run leaves is completed by `dismiss_server_admin`.
"""

from providers.clearml.api import answers
from providers.clearml.api.client import Client
from providers.clearml.api.errors import FeatureMissing, NotFound, Refused
from providers.clearml.shared.create_once import create_once
from providers.clearml.shared.labels import other_claims


def create_tenant(client: Client, name: str) -> str:
    """Create the company and return its id. The caller has checked the name; Duplicate if it was taken since."""
    tenant = create_once(lambda: client.create_tenant(name), lambda: _unused(client, name), may_race=False)
    client.delete_user(client.owner_of(tenant.credentials).id)
    return tenant.id


def dismiss_server_admin(client: Client, company: str, admin_email: str, label: str) -> None:
    """Delete the server's admin of a company of this stack, if an interrupted run left it. The tenant's admin stays.

    Raises Refused if that admin has key pairs of another tenant or stack: then the company only has our claim as name.
    """
    try:
        pair = client.add_tenant_admin_credentials(company)
    except (FeatureMissing, NotFound):  # an older server creates no admin; or the company has none any more
        return
    others = other_claims(client.own_credentials(pair), label)
    if others:
        client.revoke_own(pair)
        raise Refused(f"company {company} has the claim of this tenant as name, but its admin that of {others[0]}")
    owner = client.owner_of(pair).id
    tenant_admin = client.user_by_email(admin_email)
    if tenant_admin is not None and tenant_admin.id == owner:
        client.revoke_own(pair)
    else:
        client.delete_user(owner)


def _unused(client: Client, name: str) -> answers.CreatedTenant | None:
    """The company of this name with new credentials of its admin, if the admin's other credentials were never used."""
    company = next((c for c in client.get_companies(name) if c.active and c.name == name), None)
    if company is None or company.users != 1:
        return None
    pair = client.add_tenant_admin_credentials(company.id)
    if any(key.last_used for key in client.own_credentials(pair) if key.access_key != pair.access_key):
        client.revoke_own(pair)
        return None
    return answers.CreatedTenant(id=company.id, credentials=pair)
