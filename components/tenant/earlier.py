"""What earlier runs mean for a tenant: a former name, and resources that an interrupted removal took from the state."""

from collections.abc import Iterable
from dataclasses import replace

from pulumi import Alias, ResourceOptions

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.previous import PreviousState, PreviousTenant, ResourceName


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


def is_recovering(previous: PreviousTenant | None, slug: str) -> bool:
    """Whether an interrupted run has lost resources of the tenant: the state has its company and lacks what follows.

    A removal first deletes the guard and the key pairs, then forgets users and queues, which go with the company. If it
    ends before the company, they still exist and have no key pair that would show whose they are.
    """
    if previous is None or ("Company", slug) not in previous.resources:
        return False
    guarded = ("RunningGuard", f"{slug}/account") in previous.resources
    return ("User", slug) not in previous.resources or not (guarded or previous.pairs)
