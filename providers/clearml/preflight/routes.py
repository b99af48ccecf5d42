"""Checks that new domains and addresses of the login rules do not lead to another company."""

from collections.abc import Iterator, Mapping

from providers.clearml.api.models import Route
from providers.clearml.preflight.needs import RecordedTenant, StackNeeds, TenantNeeds
from providers.clearml.preflight.reads import Reads
from providers.clearml.preflight.server import ObservedServer


def new_domains(tenant: TenantNeeds) -> list[str]:
    """Domains that the state does not have for the tenant."""
    return sorted(set(tenant.domains) - set(tenant.recorded.domains))


def new_addresses(tenant: TenantNeeds) -> list[str]:
    """E-mail addresses that the state does not have for the tenant."""
    return sorted(tenant.addresses.keys() - set(tenant.recorded.addresses))


def domain_problems(
    reads: Reads, server: ObservedServer, needs: StackNeeds, tenant: TenantNeeds, domain: str
) -> Iterator[str]:
    """Problems of one new domain."""
    for route in reads.routes(domain=domain):
        if _is_foreign(server, route, _own_ids(needs, tenant, {"domains": domain})):
            yield tenant.problem("login.domains", _taken(server, domain, route))


def address_problems(
    reads: Reads, server: ObservedServer, needs: StackNeeds, tenant: TenantNeeds, email: str
) -> Iterator[str]:
    """Problems of one new address."""
    for route in reads.routes(email=email):
        if _is_foreign(server, route, _own_ids(needs, tenant, {"addresses": email})):
            yield tenant.problem(tenant.addresses[email], _taken(server, email, route))


def _is_foreign(server: ObservedServer, route: Route, own: frozenset[str]) -> bool:
    """Whether the route leads to an active company that is not `own`. INF: deleted companies may still be listed."""
    record = server.company(route.company)
    return route.company not in own and (record is None or record.active)


def _own_ids(needs: StackNeeds, tenant: TenantNeeds, rule: Mapping[str, str]) -> frozenset[str]:
    """The tenant's company, and companies of this stack whose state has the rule: it moves away in the same run.

    Two files of one stack with the same rule are refused before the preflight.
    """
    losing = [recorded.company for recorded in needs.recorded.values() if _has(recorded, rule)]
    own = (tenant.recorded.company, tenant.adopt, *losing)
    return frozenset(company for company in own if company is not None)


def _has(recorded: RecordedTenant, rule: Mapping[str, str]) -> bool:
    return all(value in getattr(recorded, name) for name, value in rule.items())


def _taken(server: ObservedServer, value: str, route: Route) -> str:
    record = server.company(route.company)
    name = "" if record is None else f" ({record.name!r})"
    return f"{value} is already routed to company {route.company}{name}; remove it there first, or use another"
