"""Creates the tenants of a stack and passes each its secrets, cluster and platform."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pulumi
from pulumi import Input, ProviderResource, Resource, ResourceOptions

from blueprint.settings.secrets import REDIS_PASSWORD, REGISTRY_TOKEN, SSO_CLIENT_SECRET
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.load import Secrets
from blueprint.stack.settings import StackSettings
from blueprint.values.tenant.site import TenantSite
from components.cluster.clusters import Clusters
from components.cluster.preflight import OWNER
from components.helm.other_tenants import OtherTenants
from components.platform.platform import Platform
from components.shared import names
from components.shared.previous import UNKNOWN_STATE, PreviousState
from components.shared.root_credentials import random_secret
from components.tenant.earlier import is_recovering
from components.tenant.key_pairs import is_unused_gateway_pair, recorded_pairs, unused_gateway_pairs
from components.tenant.moves import FormerAdmin, Moves, losers_first, moves, with_losers
from components.tenant.tenant import Tenant, TenantArgs
from components.tenant.workers import WorkersArgs


@dataclass(frozen=True, kw_only=True)
class TenantContext:
    """What all tenants need: the provider `clearml` for the server, and the clusters. Accounts wait for `after`.

    `platform` is None if another stack creates the platform. `previous` is the state before this run; `now` is the
    server's time, None if it is unknown or not needed. `others` is None if no tenant has workers.
    """

    settings: StackSettings
    secrets: Secrets
    clearml: ProviderResource
    after: Sequence[Resource]
    clusters: Clusters | None
    platform: Platform | None
    previous: PreviousState = UNKNOWN_STATE
    now: datetime | None = None
    others: OtherTenants | None = None


async def create_tenants(context: TenantContext) -> list[Tenant]:
    """Create every tenant of the settings, suspended ones first, and those of a cluster that does not answer last.

    A refusal of another tenant ends the run, so that what has to stop access must have happened by then, and so that a
    cluster that does not answer fails only its own tenants. New tenants in such a cluster are left out.
    """
    _explain_unused_pairs(context)
    key = _checksum_key(context)
    if key is not None:
        context = replace(context, others=OtherTenants())
    by_slug: dict[str, Tenant] = {}
    found = moves(context.settings.tenants, context.previous)
    for tenants in _groups(context, found):
        await _settled(list(by_slug.values()), wholly=any(_is_silent(context, tenant) for tenant in tenants))
        _create(context, tenants, found, key, by_slug)
    return [by_slug[tenant.slug] for tenant in context.settings.tenants if tenant.slug in by_slug]


def _groups(context: TenantContext, found: Mapping[str, Moves]) -> list[list[TenantSettings]]:
    """The tenants to create: suspended ones, then active ones, then those of a cluster that does not answer.

    An active tenant whose former admin a suspended one takes is in the first group: it needs its new admin first.
    """
    unknown = context.clusters.unknown if context.clusters else {}
    tenants = [tenant for tenant in context.settings.tenants if tenant.cluster not in unknown]
    active = [tenant for tenant in tenants if tenant.state == "active"]
    silent = [tenant for tenant in active if _is_silent(context, tenant)]
    needed = with_losers([tenant.slug for tenant in tenants if tenant.state == "suspended"], found)
    first = [tenant for tenant in tenants if tenant.slug in needed and tenant not in silent]
    return [first, [tenant for tenant in active if tenant not in silent and tenant not in first], silent]


def _is_silent(context: TenantContext, tenant: TenantSettings) -> bool:
    return context.clusters is not None and context.clusters.is_silent(tenant)


def _explain_unused_pairs(context: TenantContext) -> None:
    """Print one line about tenants whose key pair of the gateway is unused."""
    unused = [tenant.slug for tenant in context.settings.tenants if _has_unused_pair(context, tenant)]
    if unused:
        pulumi.log.info(unused_gateway_pairs(unused))


def _has_unused_pair(context: TenantContext, tenant: TenantSettings) -> bool:
    plan, recorded = context.settings.plans.get(tenant.slug), recorded_pairs(context.previous, tenant.slug, None)
    has_gateway = plan is not None and plan.place.gateway is not None
    active = tenant.state == "active"
    return active and is_unused_gateway_pair(tenant.credentials, recorded, has_gateway=has_gateway)


async def completed(tenants: Sequence[Tenant]) -> None:
    """Wait until everything of the tenants is complete, or has failed."""
    await _settled(tenants, wholly=True)


async def _settled(tenants: Sequence[Tenant], *, wholly: bool) -> None:
    """Wait until access to the suspended ones of the tenants is stopped, or until that has failed.

    With `wholly`, wait for everything of all of them.
    """
    suspensions = [tenant.account.suspension for tenant in tenants if tenant.account.suspension]
    ends = [end for tenant in tenants for end in tenant.ends] if wholly else suspensions
    await asyncio.gather(*(end.urn.future() for end in ends), return_exceptions=True)


def _create(
    context: TenantContext,
    tenants: Sequence[TenantSettings],
    found: Mapping[str, Moves],
    key: Input[str] | None,
    by_slug: dict[str, Tenant],
) -> list[Tenant]:
    """Create the tenants and add them to `by_slug`, those whose former admins move to another tenant first."""
    for tenant in losers_first(tenants, found):
        own, losers = _with_successors(found[tenant.slug], by_slug, context.settings.tenants)
        args = TenantArgs(
            settings=tenant,
            sso_client_secret=_sso_client_secret(context, tenant),
            after=context.after,
            workers=None if key is None else _workers(context, tenant, key),
            recovering=is_recovering(context.previous, tenant.slug),
            moves=own,
            after_losers=[end for loser in losers for end in loser.ends],
            recorded=recorded_pairs(context.previous, tenant.slug, context.now),
        )
        by_slug[tenant.slug] = Tenant(args, ResourceOptions(providers=[context.clearml]))
        if context.others is not None:
            context.others.follow(tenant.slug, by_slug[tenant.slug].ends)
    return [by_slug[tenant.slug] for tenant in tenants]


def _with_successors(
    own: Moves, created: Mapping[str, Tenant], files: Sequence[TenantSettings]
) -> tuple[Moves, list[Tenant]]:
    """The moves with each loser's new admin, and the losers to wait for.

    The login of an admin stays with a loser that has a file and is not yet in the program: it has no new admin by then.
    """
    slugs = {tenant.slug for tenant in files}
    admins: dict[str, FormerAdmin] = {}
    for email, admin in own.admins.items():
        if admin.loser in created:
            successor = {"successor": created[admin.loser].account.admin_id}
            admins[email] = replace(admin, values={**admin.values, **successor})
        elif admin.loser not in slugs:
            admins[email] = admin
    losers = [created[admin.loser] for admin in admins.values() if admin.loser in created]
    return replace(own, admins=admins), losers


def _sso_client_secret(context: TenantContext, tenant: TenantSettings) -> Input[str] | None:
    """The secret of the tenant's identity provider; None without a provider, even if a secret is left in the stack."""
    has_provider = tenant.login.sso is not None and tenant.login.sso.provider is not None
    return context.secrets.get(SSO_CLIENT_SECRET.key_of(tenant.slug)) if has_provider else None


def _checksum_key(context: TenantContext) -> Input[str] | None:
    """The platform's key, or a new one if another stack creates the platform; None if no tenant has workers."""
    if context.clusters is None or not context.settings.plans:
        return None
    if context.platform is not None:
        return context.platform.checksum_key
    return random_secret("checksum-key", ResourceOptions(provider=context.clusters.token_provider))


def _workers(context: TenantContext, tenant: TenantSettings, checksum_key: Input[str]) -> WorkersArgs | None:
    settings, clusters = context.settings, context.clusters
    platform, plan = settings.platform, settings.plans.get(tenant.slug)
    if clusters is None or plan is None or platform is None or platform.workers is None:
        return None
    cluster = clusters.of(tenant.cluster)
    return WorkersArgs(
        site=TenantSite(
            platform=platform,
            common=platform.workers,
            tenant=tenant.workers,
            plan=plan,
            cluster=cluster.settings,
            home=tenant.cluster is None,
        ),
        registry_token=context.secrets.get(REGISTRY_TOKEN.key),
        redis_password=_redis_password(context),
        redis=_redis(context),
        checksum_key=checksum_key,
        owner={OWNER: names.owner()},
        protect=tenant.deletion == "protect",
        recovery=cluster.recovery,
        others=context.others,
        providers=[cluster.provider, clusters.token_provider],
    )


def _redis(context: TenantContext) -> Resource | None:
    redis = context.platform and context.platform.redis
    return redis.release if redis else None


def _redis_password(context: TenantContext) -> Input[str] | None:
    """Password of the shared Redis: this stack's, or the one in the configuration."""
    password = context.platform and context.platform.redis_password
    return password or context.secrets.get(REDIS_PASSWORD.key)
