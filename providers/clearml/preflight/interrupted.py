"""Finds what an interrupted destroy or removal took from the server although the state still has it.

Only `pulumi up --refresh` sees that. The program reads the state from before the refresh, so it cannot tell whether the
run refreshes; the resource can (`lost.py`).
"""

from collections.abc import Iterator

from providers.clearml.api.errors import MemberGone, NotFound
from providers.clearml.api.member import Member
from providers.clearml.preflight.needs import TenantNeeds
from providers.clearml.preflight.reads import Reads
from providers.clearml.preflight.server import ObservedServer
from providers.clearml.shared.lost import Lost

REMEDY = "run `pulumi up --refresh`"


def lost_company(reads: Reads, server: ObservedServer, tenant: TenantNeeds) -> Lost | None:
    """The tenant's company, if the state has one that is not active on this server."""
    company = tenant.recorded.company
    if company is None or server.is_active(company):
        return None
    record = server.company(company)
    if record is None and _is_active(reads, company):  # a server may leave companies out of its list (INF)
        return None
    what = "is not on this server" if record is None else "was deleted on the server"
    why = f"tenant {tenant.slug}: company {company} {what}, by hand or by an interrupted destroy or removal: "
    if tenant.protected:
        undo = "check clearml:api.host" if record is None else "undo the deletion in ClearML"
        remedy = f"the tenant is protected, so {undo}, or to start with an empty company set `deletion: delete`"
        return Lost(resource=("Company", tenant.slug), why=f"{why}{remedy} and {REMEDY}")
    return Lost(resource=("Company", tenant.slug), why=f"{why}{REMEDY}, which creates it again")


def lost_parts(reads: Reads, tenant: TenantNeeds) -> Lost | None:
    """One line about all key pairs and login rules that the state has and the server lacks; None without any."""
    recorded = tenant.recorded
    if recorded.company is None:
        return None
    parts = list(_lost_provider(reads, tenant))
    try:
        if recorded.admin is not None:  # without the admin, nothing that is read on the admin's behalf is in the state
            member = Member(user=recorded.admin, company=recorded.company)
            parts = [*_lost_pairs(reads, tenant, member), *_lost_rules(reads, tenant, member), *parts]
    except MemberGone:
        parts = [(Lost(resource=("User", tenant.slug)), f"admin {recorded.admin_email or recorded.admin}")]
    if not parts:
        return None
    names = ", ".join(name for _, name in parts)
    why = f"tenant {tenant.slug}: an earlier destroy or removal was interrupted and took {names}: {REMEDY}"
    return parts[0][0].model_copy(update={"why": why})


def _lost_pairs(reads: Reads, tenant: TenantNeeds, admin: Member) -> Iterator[tuple[Lost, str]]:
    recorded = tenant.recorded
    for user in dict.fromkeys(pair.user for pair in recorded.pairs):
        try:
            live = {key.label for key in reads.get_credentials(Member(user=user, company=admin.company))}
        except NotFound:
            if user == admin.user:
                raise
            live = set()
        for pair in recorded.pairs:
            if pair.user == user and pair.label not in live:
                yield Lost(resource=("Credentials", pair.name)), f"key pair {pair.name}"


def _lost_rules(reads: Reads, tenant: TenantNeeds, member: Member) -> Iterator[tuple[Lost, str]]:
    recorded = tenant.recorded
    if not recorded.domains and not recorded.addresses:
        return
    rules = reads.get_login_settings(member)
    domains = sorted(set(recorded.domains) - {domain.lower() for domain in rules.domains})
    listed = {entry.email.lower() for entry in rules.whitelist_entries}
    addresses = sorted(set(recorded.addresses) - listed)
    if domains:
        state = {"domains": sorted(recorded.domains)}
        yield Lost(resource=("LoginDomains", tenant.slug), state=state), f"login domains {', '.join(domains)}"
    if addresses:
        state = {"addresses": sorted(recorded.addresses)}
        yield Lost(resource=("LoginWhitelist", tenant.slug), state=state), f"addresses {', '.join(addresses)}"


def _lost_provider(reads: Reads, tenant: TenantNeeds) -> Iterator[tuple[Lost, str]]:
    recorded = tenant.recorded
    if recorded.company is None or recorded.provider_id is None:
        return
    if recorded.provider_id not in {row.id for row in reads.get_provider_configurations(recorded.company)}:
        state = {"provider_id": recorded.provider_id}
        lost = Lost(resource=("SsoConfiguration", tenant.slug), state=state)
        yield lost, f"identity provider {recorded.provider_id}"


def _is_active(reads: Reads, company: str) -> bool:
    try:
        return reads.company_info(company).active
    except NotFound:
        return False
