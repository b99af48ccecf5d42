"""What earlier runs mean for a tenant: a former name, and resources that an interrupted removal took from the state."""

from collections.abc import Iterable
from dataclasses import replace

from pulumi import ResourceOptions

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.previous import DESTROY_GUARD, PreviousState, ResourceName
from components.tenant.renames import former_names, under_new_slugs


def account_guard(slug: str) -> ResourceName:
    """The resource of a tenant that a destroy or a removal deletes before everything else of its account."""
    return "RunningGuard", f"{slug}/account"


def renamed(tenant: TenantSettings, opts: ResourceOptions | None) -> ResourceOptions | None:
    """Options of a tenant by which it and the resources in it are found under its former name."""
    if tenant.formerly is None:
        return opts
    transformation = former_names(tenant.slug, tenant.formerly)
    return ResourceOptions.merge(opts, ResourceOptions(transformations=[transformation]))


def after_renames(previous: PreviousState, tenants: Iterable[TenantSettings]) -> PreviousState:
    """The previous state with the slugs and resource names that the tenants have now.

    Raises pulumi.RunError if a file takes the former name of another company than its own.
    """
    slugs = {
        tenant.formerly: tenant.slug for tenant in tenants if tenant.formerly and tenant.formerly in previous.tenants
    }
    if not slugs:
        return previous

    def now(resource: ResourceName) -> ResourceName:
        kind, name = resource
        slug, slash, rest = name.partition("/")
        return kind, f"{slugs.get(slug, slug)}{slash}{rest}"

    return replace(
        previous,
        tenants={
            slug: replace(record, resources=frozenset(map(now, record.resources)))
            for slug, record in under_new_slugs(previous.tenants, slugs).items()
        },
        resources=frozenset(map(now, previous.resources)),
        releases={now(("Release", name))[1]: release for name, release in previous.releases.items()},
        registered=frozenset(slugs.get(slug, slug) for slug in previous.registered),
    )


def is_recovering(previous: PreviousState, slug: str) -> bool:
    """Whether an interrupted run has lost resources of the tenant: the state has its company and lacks what follows.

    A removal first takes the tenant out of the register, and a destroy deletes the second register. Then both delete
    the guard of the account, revoke key pairs, and forget users and queues, which go with the company. If they end
    before the company, users and queues still exist, and no key pair shows whose they are.
    """
    if ("Company", slug) not in previous.resources:
        return False
    if ("User", slug) not in previous.resources:
        return True
    if account_guard(slug) in previous.resources:
        return False
    # A state that records no server may be one of an older version, which has no such guards.
    ended_early = slug not in previous.registered or DESTROY_GUARD not in previous.resources
    return bool(previous.servers) or ended_early
