"""Checks the companies of the tenants: names that are in use, and companies to take over."""

from collections.abc import Iterator
from dataclasses import dataclass

from providers.clearml.accounts.ownership import own_company, refuse_other_owner, refuse_renamed
from providers.clearml.api.errors import NotFound, Refused
from providers.clearml.preflight.needs import TenantNeeds
from providers.clearml.preflight.reads import Reads
from providers.clearml.preflight.server import ObservedServer
from providers.clearml.shared.labels import claim_of


@dataclass(frozen=True)
class CompanyCheck:
    """Ids of the companies that are the tenant's own, and what is wrong with its name or `adopt`."""

    slug: str
    own: frozenset[str]
    problems: tuple[str, ...] = ()


def check_company(reads: Reads, server: ObservedServer, tenant: TenantNeeds) -> CompanyCheck:
    """Find the tenant's company: recorded, to be adopted, or left by an interrupted run."""
    claimed = frozenset(company.id for company in server.named(claim_of(tenant.label)))
    if tenant.recorded.company is not None:
        own = claimed | {tenant.recorded.company}
        return CompanyCheck(tenant.slug, own, tuple(_rename_problems(server, tenant, tenant.recorded.company)))
    if tenant.adopt is not None:
        own = frozenset({tenant.adopt})
        return CompanyCheck(tenant.slug, own, tuple(_adoption_problems(reads, server, tenant, tenant.adopt)))
    if claimed:
        return CompanyCheck(tenant.slug, claimed, tuple(_renamed_companies(reads, server, tenant)))
    if not server.named(tenant.name):
        return CompanyCheck(tenant.slug, claimed)
    return _same_name(reads, tenant)


def _same_name(reads: Reads, tenant: TenantNeeds) -> CompanyCheck:
    """Whether the company with the tenant's display name is its own: the same decision as at its creation."""
    names = {"name": tenant.name, "admin_email": tenant.admin_email, "label": tenant.label}
    try:
        company = own_company(reads, tenant=tenant.slug, **names)
    except Refused as refusal:
        return CompanyCheck(tenant.slug, frozenset(), (tenant.problem("name", f"{tenant.name!r}: {refusal}"),))
    return CompanyCheck(tenant.slug, frozenset(() if company is None else (company,)))


def _renamed_companies(reads: Reads, server: ObservedServer, tenant: TenantNeeds) -> Iterator[str]:
    """Companies with this tenant's claim as name that belong to another owner."""
    for company in server.named(claim_of(tenant.label)):
        try:
            refuse_renamed(reads, tenant.slug, company, admin_email=tenant.admin_email, label=tenant.label)
        except Refused as refusal:
            yield tenant.problem("name", str(refusal))


def _rename_problems(server: ObservedServer, tenant: TenantNeeds, company: str) -> Iterator[str]:
    record = server.company(company)
    others = [other.id for other in server.named(tenant.name) if other.id != company]
    if record is not None and record.name != tenant.name and others:
        yield tenant.problem("name", f"company {others[0]} already has the name {tenant.name!r}; choose another name")
    if tenant.adopt not in (None, company):
        yield tenant.problem(
            "adopt", f"{tenant.adopt} is not the id of this tenant's company ({company}); remove the line"
        )


def _adoption_problems(reads: Reads, server: ObservedServer, tenant: TenantNeeds, adopt: str) -> Iterator[str]:
    if not server.is_active(adopt) and not _is_active(reads, adopt):
        state = "does not exist on this server" if server.company(adopt) is None else "was deleted on the server"
        yield tenant.problem("adopt", f"company {adopt} {state}; correct the id, or remove the line")
        return
    try:
        refuse_other_owner(reads, tenant.slug, adopt, admin_email=tenant.admin_email, label=tenant.label)
    except Refused as refusal:
        yield tenant.problem("adopt", str(refusal))


def _is_active(reads: Reads, company: str) -> bool:
    """Ask about one company: a server may leave companies out of its list (INF)."""
    try:
        return reads.company_info(company).active
    except NotFound:
        return False
