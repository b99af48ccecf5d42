"""Finds domains, addresses and admins that move between tenants of a stack in this run.

Pulumi deletes after it has created, so the tenant that gains takes from the other one. What moves follows from the
state before this run and the files: it was another tenant's, and that tenant's file no longer lists it. A protected
tenant whose file is gone gives up nothing. One that is kept without its file (`deletion: retain`) keeps its admin.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.previous import PreviousState, PreviousTenant

Values = Mapping[str, Any]
"""A `Released` or `ReleasedLogin` (providers.clearml.login.handover) as inputs."""
Previous = Mapping[str, PreviousTenant]
"""What the state holds of tenants, by slug."""


@dataclass(frozen=True)
class FormerAdmin:
    """The login of a tenant's admin before this run. `loser` is the slug of that tenant."""

    loser: str
    values: Values


@dataclass(frozen=True)
class Moves:
    """What one tenant takes from others: by domain, by address, and by address of a former admin.

    `group_peers` are by group that exists already: admins of a few other tenants that shared it before this run.
    """

    domains: Mapping[str, Values] = field(default_factory=dict)
    addresses: Mapping[str, Values] = field(default_factory=dict)
    admins: Mapping[str, FormerAdmin] = field(default_factory=dict)
    group_peers: Mapping[str, Sequence[Values]] = field(default_factory=dict)


NO_MOVES = Moves()
PEERS = 3
"""Number of other tenants that are asked about a shared group."""


def moves(tenants: Sequence[TenantSettings], previous: PreviousState) -> Mapping[str, Moves]:
    """What each tenant takes from others, by slug."""
    files = {tenant.slug: tenant for tenant in tenants}
    former = {tenant.formerly for tenant in tenants}
    losers = {
        slug: old for slug, old in previous.tenants.items() if slug not in former and _gives_up(files.get(slug), old)
    }
    return {
        tenant.slug: replace(_taken(tenant, files, losers), group_peers=dict(_peers(tenant, previous)))
        for tenant in tenants
    }


def losers_first(tenants: Sequence[TenantSettings], found: Mapping[str, Moves]) -> list[TenantSettings]:
    """The tenants, each after those whose admins it takes. Two that exchange their admins stay in some order."""
    by_slug, order = {tenant.slug: tenant for tenant in tenants}, list[TenantSettings]()

    def visit(slug: str, path: tuple[str, ...]) -> None:
        if slug in path or slug not in by_slug or by_slug[slug] in order:
            return
        for admin in found[slug].admins.values():
            visit(admin.loser, (*path, slug))
        order.append(by_slug[slug])

    for slug in by_slug:
        visit(slug, ())
    return order


def with_losers(slugs: Sequence[str], found: Mapping[str, Moves]) -> frozenset[str]:
    """These tenants, those whose admins they take, and those whose admins these take in turn."""
    reached, waiting = set[str](), list(slugs)
    while waiting:
        slug = waiting.pop()
        if slug not in reached:
            reached.add(slug)
            waiting.extend(admin.loser for admin in (found[slug].admins.values() if slug in found else ()))
    return frozenset(reached)


def _gives_up(file: TenantSettings | None, old: PreviousTenant) -> bool:
    return old.company is not None and old.admin is not None and (file is not None or old.deletion != "protect")


def _taken(tenant: TenantSettings, files: Mapping[str, TenantSettings], losers: Previous) -> Moves:
    domains: dict[str, Values] = {}
    addresses: dict[str, Values] = {}
    for slug, old in losers.items():
        if slug == tenant.slug:
            continue
        values, kept = _released(slug, old), _listed(files.get(slug))
        domains |= {name: values for name in tenant.login.domains if name in old.domains and name not in kept}
        addresses |= {name: values for name in _addresses(tenant) if name in old.addresses and name not in kept}
    return Moves(domains, addresses, dict(_admins(tenant, files, losers)))


def _admins(
    tenant: TenantSettings, files: Mapping[str, TenantSettings], losers: Previous
) -> Iterator[tuple[str, FormerAdmin]]:
    for slug, old in losers.items():
        file, email = files.get(slug), old.admin_email
        if slug == tenant.slug or email is None or email not in (tenant.admin.email, *_addresses(tenant)):
            continue
        is_free = old.deletion == "delete" if file is None else file.admin.email != email
        if is_free and old.admin_created:
            force = {"force": True} if file is None and old.delete_while_running else {}
            yield email, FormerAdmin(slug, _released(slug, old) | force)


def _peers(tenant: TenantSettings, previous: PreviousState) -> Iterator[tuple[str, Sequence[Values]]]:
    for name in (name for name, group in tenant.groups.items() if group.existing):
        sharing = [old for slug, old in previous.tenants.items() if ("UserGroup", f"{slug}/{name}") in old.resources]
        others = [old for old in sharing if ("Company", tenant.slug) not in old.resources and old.company and old.admin]
        if others:
            yield name, [{"user": old.admin, "company": old.company} for old in others[:PEERS]]


def _addresses(tenant: TenantSettings) -> tuple[str, ...]:
    return (*tenant.login.users, *tenant.login.admins)


def _listed(file: TenantSettings | None) -> frozenset[str]:
    return frozenset() if file is None else frozenset((*file.login.domains, *_addresses(file)))


def _released(slug: str, old: PreviousTenant) -> dict[str, Any]:
    return {"tenant": slug, "member": {"user": old.admin, "company": old.company}}
