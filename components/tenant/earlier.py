"""What earlier runs mean for a tenant: a former name, and resources that an interrupted removal took from the state."""

from collections.abc import Iterable
from dataclasses import replace

from pulumi import Alias, ResourceOptions

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.previous import PreviousState, ResourceName

DESTROY_GUARD = ("TenantRegister", "protected")
"""The resource that `pulumi destroy` deletes first."""


def account_guard(slug: str) -> ResourceName:
    """The resource of a tenant that a destroy or a removal deletes before everything else of its account."""
    return "RunningGuard", f"{slug}/account"


def renamed(tenant: TenantSettings, opts: ResourceOptions | None) -> ResourceOptions | None:
    """Options of a tenant with an alias of its former name. Pulumi derives those of the resources in it.

    That works because the names of all of them begin with the slug.
    """
    if tenant.formerly is None:
        return opts
    return ResourceOptions.merge(opts, ResourceOptions(aliases=[Alias(name=tenant.formerly)]))


def after_renames(previous: PreviousState, tenants: Iterable[TenantSettings]) -> PreviousState:
    """The previous state with the slugs and resource names that the tenants have now."""
    slugs = {tenant.formerly: tenant.slug for tenant in tenants if tenant.formerly in previous.tenants}
    if not slugs:
        return previous

    def now(resource: ResourceName) -> ResourceName:
        kind, name = resource
        slug, slash, rest = name.partition("/")
        return kind, f"{slugs.get(slug, slug)}{slash}{rest}"

    return replace(
        previous,
        tenants={
            slugs.get(slug, slug): replace(tenant, resources=frozenset(map(now, tenant.resources)))
            for slug, tenant in previous.tenants.items()
        },
        resources=frozenset(map(now, previous.resources)),
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
