"""Decides whether an existing company was created by this stack (ADR 0003).

A company is created under its claim, `<project>:<stack>:<slug>`, and gets its display name once its admin is in it. A
company with the name of the claim is therefore this stack's own. A company with the display name is its own only if
the tenant's admin is in it and has a key pair with this stack's label for this tenant. In a run without checkpoints, a
company whose only user is that admin, without key pairs, counts too: an interrupted run leaves one. Any other company
needs `adopt:` in the tenant file.
"""

from collections.abc import Sequence

from providers.clearml.api import models
from providers.clearml.api.client import Client
from providers.clearml.api.errors import ApiError, Denied, FeatureMissing, Refused
from providers.clearml.api.member import Member
from providers.clearml.shared.labels import claim_of, has_label, keys_of, other_claims, user_in
from providers.clearml.shared.notice import notice


def companies_named(client: Client, name: str) -> list[models.CompanyRecord]:
    """Active companies of exactly this name. The server's search ignores letter case."""
    return [company for company in client.get_companies(name) if company.active and company.name == name]


def own_company(client: Client, *, tenant: str, name: str, admin_email: str, label: str) -> str | None:
    """The id of the company that this stack created for the tenant; None if it has to be created.

    `label` is the prefix of the labels that this stack gives to the tenant's credentials, such as
    `clearml-platform:dev:acme:`. Raises Refused if a company of the display name exists that is not this stack's.
    """
    claimed = companies_named(client, claim_of(label))
    for company in claimed:
        refuse_renamed(client, tenant, company, admin_email=admin_email, label=label)
    if claimed:
        return without_twins(client, tenant, claimed)
    named = companies_named(client, name)
    admin = None if not named else _admin_of(client, named, admin_email)
    if admin is not None and _is_own(client, *admin, label):
        return admin[0].id
    if named:
        raise Refused(_refusal(named, admin, label))
    return None


def without_twins(client: Client, tenant: str, claimed: Sequence[models.CompanyRecord]) -> str:
    """The id of the company to use, of one or more with the same claim. Twins without users are deleted.

    A create call whose answer was lost can still succeed on a slow server, after another one has been made.
    """
    first, *twins = sorted(claimed, key=lambda company: (-(company.users or 0), company.id))
    for twin in twins:
        delete_twin(client, tenant, twin)
    return first.id


def delete_twin(client: Client, tenant: str, twin: models.CompanyRecord) -> None:
    """Delete a second company with this tenant's claim. Raises Refused if it has users, or if that is not known."""
    if twin.users != 0 or _listed_admin(client, twin.id) is not None:
        message = f"company {twin.id} is a second one with the claim {twin.name!r} and may have users"
        raise Refused(f"{message}; look into it, then delete or rename it in ClearML")
    try:
        client.delete_tenant(twin.id, twin.name, force=False)
    except FeatureMissing:
        notice(tenant, f"company {twin.id} ({twin.name!r}) is an unused duplicate, which this server cannot delete")
        return
    notice(tenant, f"company {twin.id} ({twin.name!r}) was an unused duplicate and was deleted")


def refuse_renamed(client: Client, tenant: str, company: models.CompanyRecord, *, admin_email: str, label: str) -> None:
    """Raise Refused if a company with this tenant's claim as name is not the half-made one of an interrupted run.

    A tenant's admin may rename the tenant's company, also to the claim of another tenant. Such a company has an admin
    with key pairs of this program. A server that leaves internal users out of its count may list that admin.
    """
    if company.users == 0 and _listed_admin(client, company.id) is None:
        return
    refuse_other_owner(client, tenant, company.id, admin_email=admin_email, label=label)
    server_admins = 1 if client.connection.company_endpoint == "tenants" else 0
    if (company.users or 0) > server_admins and user_in(client, company.id, admin_email) is None:
        raise Refused(
            f"company {company.id} has the name {company.name!r}, which this program gives to companies that it "
            f"creates, but has {company.users} users and not the tenant's admin; rename it in ClearML, or if an "
            "interrupted run left it on a server without system.create_company, set clearml:api.companyEndpoint: "
            "tenants"
        )


def refuse_other_owner(client: Client, tenant: str, company: str, *, admin_email: str, label: str) -> None:
    """Raise Refused if an admin of the company has a key pair of another stack or tenant of this program.

    A company that is about to be adopted may already be managed elsewhere. The admins are those that the server lists.
    """
    admin = user_in(client, company, admin_email) or _listed_admin(client, company)
    if admin is None:
        notice(tenant, f"no admin of company {company} is known, so other stacks that manage it are not found")
        return
    for user in _admins(client, Member(user=admin, company=company)):
        others = other_claims(keys_of(client, user, company) or (), label)
        if others:
            raise Refused(_managed_elsewhere(company, others[0], label))


def _listed_admin(client: Client, company: str) -> str | None:
    """Id of one of the admins that tenants.get_tenants lists for the company; None on servers without the endpoint."""
    try:
        emails = client.tenant_admins(company)
    except (FeatureMissing, Denied):
        return None
    ids = (user_in(client, company, email) for email in emails)
    return next((user for user in ids if user is not None), None)


def _admins(client: Client, member: Member) -> list[str]:
    try:
        users = client.company_users(member)
    except ApiError:  # an older server cannot list them; the one that is known is enough then
        return [member.user]
    return list(dict.fromkeys([member.user, *(user.id for user in users if user.role in (None, "admin"))]))


def _admin_of(
    client: Client, named: Sequence[models.CompanyRecord], admin_email: str
) -> tuple[models.CompanyRecord, tuple[models.KeyRecord, ...]] | None:
    """The company that the tenant's admin belongs to, and the admin's key pairs."""
    try:
        admin = client.user_by_email(admin_email)
    except FeatureMissing:
        return None
    if admin is None:
        return None
    pairs = ((company, keys_of(client, admin.id, company.id)) for company in named)
    return next(((company, keys) for company, keys in pairs if keys is not None), None)


def _is_own(client: Client, company: models.CompanyRecord, keys: tuple[models.KeyRecord, ...], label: str) -> bool:
    if has_label(keys, label):
        return True
    return client.connection.resume_unfinished and company.users == 1 and not keys


def _refusal(
    named: Sequence[models.CompanyRecord],
    admin: tuple[models.CompanyRecord, tuple[models.KeyRecord, ...]] | None,
    label: str,
) -> str:
    others = [] if admin is None else other_claims(admin[1], label)
    if admin is not None and others:
        return _managed_elsewhere(admin[0].id, others[0], label)
    if len(named) > 1:
        ids = ", ".join(company.id for company in named)
        return f"{len(named)} companies have this name ({ids}); set `adopt: <id>` of the right one in the tenant file"
    (company,) = named
    users = "an unknown number of" if company.users is None else str(company.users)
    return (
        f"a company with this name exists (id {company.id}, {users} users) and nothing shows that this stack created "
        f"it; set `adopt: {company.id}` in the tenant file to take it over, or choose another name"
    )


def _managed_elsewhere(company: str, claim: str, label: str) -> str:
    project, stack, slug = claim.split(":")
    own_project, own_stack, own_slug = claim_of(label).split(":")
    if (project, stack) == (own_project, own_stack):
        return (
            f"company {company} belongs to tenant {slug} of this stack (its admin has key pairs labelled {claim}); "
            f"if {slug}.yaml was renamed to {own_slug}.yaml, set `formerly: {slug}` in it"
        )
    return (
        f"company {company} is managed by tenant {slug} of stack {project}/{stack} (its admin has key pairs labelled "
        f"{claim}); remove it there first with `deletion: retain`, which revokes those key pairs"
    )
