"""Creates the tenants of a stack and passes each its secrets, cluster and platform."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Input, ProviderResource, Resource, ResourceOptions

from blueprint.settings.secrets import REDIS_PASSWORD, REGISTRY_TOKEN, SSO_CLIENT_SECRET
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.load import Secrets
from blueprint.stack.settings import StackSettings
from blueprint.values.tenant.site import TenantSite
from components.cluster.preflight import OWNER
from components.cluster.reach import Clusters
from components.platform.platform import Platform
from components.shared import names
from components.shared.previous import UNKNOWN_STATE, PreviousState
from components.shared.root_credentials import random_secret
from components.tenant.tenant import Tenant, TenantArgs
from components.tenant.workers import WorkersArgs


@dataclass(frozen=True, kw_only=True)
class TenantContext:
    """What all tenants need: the provider `clearml` for the server, and the clusters. Accounts wait for `after`.

    `platform` is None if another stack creates the platform. `previous` is the state before this run.
    """

    settings: StackSettings
    secrets: Secrets
    clearml: ProviderResource
    after: Sequence[Resource]
    clusters: Clusters | None
    platform: Platform | None
    previous: PreviousState = UNKNOWN_STATE


def create_tenants(context: TenantContext) -> list[Tenant]:
    """Create every tenant of the settings."""
    key = _checksum_key(context)
    return [
        Tenant(
            TenantArgs(
                settings=tenant,
                sso_client_secret=_sso_client_secret(context, tenant),
                after=context.after,
                workers=None if key is None else _workers(context, tenant, key),
            ),
            ResourceOptions(providers=[context.clearml]),
        )
        for tenant in context.settings.tenants
    ]


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
        providers=[cluster.provider, clusters.token_provider],
    )


def _redis(context: TenantContext) -> Resource | None:
    redis = context.platform and context.platform.redis
    return redis.release if redis else None


def _redis_password(context: TenantContext) -> Input[str] | None:
    """Password of the shared Redis: this stack's, or the one in the configuration."""
    password = context.platform and context.platform.redis_password
    return password or context.secrets.get(REDIS_PASSWORD.key)
