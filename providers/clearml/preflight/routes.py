"""Checks that new domains and addresses of the login rules do not lead to another company."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from providers.clearml.api.models import Route
from providers.clearml.preflight.needs import StackNeeds, TenantNeeds
from providers.clearml.preflight.reads import Reads
from providers.clearml.preflight.server import ObservedServer


def new_domains(tenant: TenantNeeds) -> list[str]:
    """Domains that the state does not have for the tenant."""
    return sorted(set(tenant.domains) - set(tenant.recorded.domains))


def new_addresses(tenant: TenantNeeds) -> list[str]:
    """E-mail addresses that the state does not have for the tenant."""
    return sorted(tenant.addresses.keys() - set(tenant.recorded.addresses))


@dataclass(frozen=True, kw_only=True)
class RouteLookup:
    """Looks up login rules. `own` are the companies of the tenants by slug."""

    reads: Reads
    server: ObservedServer
    needs: StackNeeds
    own: Mapping[str, frozenset[str]]

    def domain_problems(self, tenant: TenantNeeds, domain: str) -> Iterator[str]:
        """Problems of one new domain. It may move here from another tenant of this stack in the same run.

        Two files of one stack with the same rule are refused before the preflight.
        """
        losing = [recorded.company for recorded in self.needs.recorded.values() if domain in recorded.domains]
        for route in self._foreign(tenant, self.reads.routes(domain=domain), losing):
            yield tenant.problem("login.domains", self._taken(domain, route))

    def address_problems(self, tenant: TenantNeeds, email: str) -> Iterator[str]:
        """Problems of one new address."""
        losing = [recorded.company for recorded in self.needs.recorded.values() if email in recorded.addresses]
        for route in self._foreign(tenant, self.reads.routes(email=email), losing):
            yield tenant.problem(tenant.addresses[email], self._taken(email, route))

    def _foreign(self, tenant: TenantNeeds, routes: Iterable[Route], losing: Sequence[str | None]) -> Iterator[Route]:
        """Routes to other companies. INF: the server may still list those of deleted ones, which route no one."""
        for route in routes:
            record = self.server.company(route.company)
            is_active = record is None or record.active
            if is_active and route.company not in self.own.get(tenant.slug, ()) and route.company not in losing:
                yield route

    def _taken(self, value: str, route: Route) -> str:
        record = self.server.company(route.company)
        name = "" if record is None else f" ({record.name!r})"
        return f"{value} is already routed to company {route.company}{name}; remove it there first, or use another"
