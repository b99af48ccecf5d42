"""Checks the companies of the tenants: names that are in use, and companies to take over."""

from collections.abc import Iterator, Mapping

from providers.clearml.api.errors import NotFound, Refused
from providers.clearml.preflight.needs import StackNeeds, TenantNeeds
from providers.clearml.preflight.reads import Reads
from providers.clearml.preflight.server import ObservedServer
from providers.clearml.shared.labels import claim_of
from providers.clearml.shared.ownership import own_company, refuse_other_owner


def own_companies(server: ObservedServer, needs: StackNeeds) -> Mapping[str, str]:
    """Company id by slug, for tenants whose company exists: recorded, to be adopted, or left by an interrupted run."""
    found = {tenant.slug: _own(server, tenant) for tenant in needs.tenants}
    return {slug: company for slug, company in found.items() if company is not None}


def _own(server: ObservedServer, tenant: TenantNeeds) -> str | None:
    claimed = server.named(claim_of(tenant.label))
    return tenant.recorded.company or tenant.adopt or next((company.id for company in claimed), None)


def company_problems(reads: Reads, server: ObservedServer, tenant: TenantNeeds) -> Iterator[str]:
    """Problems of one tenant's name and `adopt`."""
    if tenant.recorded.company is not None:
        yield from _rename_problems(server, tenant, tenant.recorded.company)
    elif tenant.adopt is not None:
        yield from _adoption_problems(reads, server, tenant, tenant.adopt)
    elif server.named(tenant.name) and not server.named(claim_of(tenant.label)):
        try:
            own_company(reads, tenant=tenant.slug, name=tenant.name, admin_email=tenant.admin_email, label=tenant.label)
        except Refused as refusal:
            yield tenant.problem("name", f"{tenant.name!r} is taken: {refusal}")


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
