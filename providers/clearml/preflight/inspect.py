"""Reads the server before a run and compares it with what the stack asks for.

A handful of calls for all tenants, and one per new domain, address and queue, in parallel. Nothing is written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from providers.clearml.api.connection import Connection
from providers.clearml.api.errors import CallError, ClearMLError
from providers.clearml.preflight.admins import Admins, new_admins, users_of
from providers.clearml.preflight.companies import CompanyCheck, check_company
from providers.clearml.preflight.interrupted import lost_company, lost_parts
from providers.clearml.preflight.needs import StackNeeds, TenantNeeds
from providers.clearml.preflight.reads import Reads
from providers.clearml.preflight.routes import RouteLookup, new_addresses, new_domains
from providers.clearml.preflight.server import ObservedServer, ServerUnusable, observe_server
from providers.clearml.preflight.takeovers import Takeovers
from providers.clearml.shared.lost import Lost

T = TypeVar("T")
Own = Mapping[str, frozenset[str]]
"""Companies of each tenant, by slug."""

NO_USER_SEARCH = "this server cannot search users by e-mail (auth.get_users_info): admin.email and admin.adopt"
"""What is not checked on servers before 3.28."""


@dataclass(frozen=True, kw_only=True)
class PreflightFindings:
    """Result of the preflight. `problems` and `unknown`, what could not be checked, are one line each.

    `version` is the server's, empty if unknown. `lost` are resources that the state has and the server lost: at most
    one per tenant.
    """

    version: str
    problems: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = ()


def inspect(inputs: Mapping[str, object], needs: StackNeeds) -> PreflightFindings:
    """Run the preflight over the provider's inputs. Raises ServerUnusable if the server cannot be used at all."""
    try:
        connection = Connection.of(inputs)
        reads = Reads(connection)
    except ClearMLError as error:
        raise ServerUnusable(str(error)) from None
    with closing(reads):
        server = observe_server(reads, needs)
        return _Inspection(reads, server, needs).findings()


@dataclass(frozen=True)
class _Inspection:
    """All checks of one server. `unknown` collects what could not be checked."""

    reads: Reads
    server: ObservedServer
    needs: StackNeeds
    unknown: list[str] = field(default_factory=list)

    def findings(self) -> PreflightFindings:
        """Run every check and collect all problems. What is checked of a tenant whose company is gone means nothing."""
        lost = self._all(partial(self._lost, tenant) for tenant in self.needs.tenants)
        gone = {slug for kind, slug in (one.resource for one in lost) if kind == "Company"}
        tenants = [tenant for tenant in self.needs.tenants if tenant.slug not in gone]
        companies = self._all(partial(self._company, tenant) for tenant in tenants)
        own = {company.slug: company.own for company in companies}
        rules = self._all(self._rule_checks(tenants, own))
        admins = self._all(self._admin_checks(new_admins(tenants), own))
        takeovers = self._all(self._takeover_checks(tenants))
        return PreflightFindings(
            version=self.server.version,
            problems=tuple(sorted({*_problems(companies), *rules, *admins, *takeovers})),
            unknown=tuple(self.unknown),
            lost=tuple(lost),
        )

    def _lost(self, tenant: TenantNeeds) -> Iterator[Lost]:
        lost = lost_company(self.reads, self.server, tenant)
        if lost is None and tenant.slug in self.needs.interrupted:
            lost = lost_parts(self.reads, tenant)
        if lost is not None:
            yield lost

    def _company(self, tenant: TenantNeeds) -> Iterator[CompanyCheck]:
        yield check_company(self.reads, self.server, tenant)

    def _rule_checks(self, tenants: Sequence[TenantNeeds], own: Own) -> Iterator[Callable[[], Iterator[str]]]:
        routes = RouteLookup(reads=self.reads, server=self.server, needs=self.needs, own=own)
        for tenant in tenants:
            yield from (partial(routes.domain_problems, tenant, domain) for domain in new_domains(tenant))
            yield from (partial(routes.address_problems, tenant, email) for email in new_addresses(tenant))

    def _admin_checks(self, tenants: Sequence[TenantNeeds], own: Own) -> Iterator[Callable[[], Iterator[str]]]:
        try:
            users = users_of(self.reads, tenants)
        except CallError as error:
            self.unknown.append(f"admin.email and admin.adopt: {error}")
            return
        if users is None:
            self.unknown.append(NO_USER_SEARCH)
            return
        admins = Admins(reads=self.reads, server=self.server, needs=self.needs, own=own, users=users)
        yield from (partial(admins.problems, tenant) for tenant in tenants)

    def _takeover_checks(self, tenants: Sequence[TenantNeeds]) -> Iterator[Callable[[], Iterator[str]]]:
        for tenant in tenants:
            yield from Takeovers(self.reads, tenant, tenant.slug in self.needs.interrupted).checks()

    def _all(self, checks: Iterable[Callable[[], Iterator[T]]]) -> list[T]:
        """Run checks in parallel; those that fail are named once per kind of failure."""
        with ThreadPoolExecutor(self.reads.connection.parallel_calls) as pool:
            outcomes = list(pool.map(_outcome, checks))
        failures: dict[str, list[ClearMLError]] = {}
        for error in (outcome for outcome in outcomes if isinstance(outcome, ClearMLError)):
            failures.setdefault(f"{type(error).__name__} {getattr(error, 'endpoint', '')}", []).append(error)
        self.unknown.extend(f"{len(errors)} of {len(outcomes)} checks: {errors[0]}" for errors in failures.values())
        return [finding for outcome in outcomes if isinstance(outcome, list) for finding in outcome]


def _problems(companies: Iterable[CompanyCheck]) -> Iterator[str]:
    for company in companies:
        yield from company.problems


def _outcome(check: Callable[[], Iterator[T]]) -> list[T] | ClearMLError:
    try:
        return list(check())
    except ClearMLError as error:
        return error
