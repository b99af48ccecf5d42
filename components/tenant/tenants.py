"""The tenants of a stack, each with what its two halves need: the server, its secrets, its cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Input, ProviderResource, Resource, ResourceOptions

from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.load import Secrets
from blueprint.stack.settings import StackSettings
from blueprint.values.tenant.site import TenantSite
from components.cluster.preflight import OWNER
from components.cluster.reach import Clusters
from components.platform.platform import Platform
from components.shared import names
from components.shared.root_credentials import generated
from components.tenant.tenant import Tenant, TenantArgs
from components.tenant.workers import WorkersArgs


@dataclass(frozen=True, kw_only=True)
class TenantContext:
    """What all tenants stand on: the server, through `clearml` and when `after` stands, and the clusters.

    `platform` is what this stack makes of it, None where another one does.
    """

    settings: StackSettings
    secrets: Secrets
    clearml: ProviderResource
    after: Sequence[Resource]
    clusters: Clusters | None
    platform: Platform | None


def make_tenants(context: TenantContext) -> list[Tenant]:
    """Make every tenant of the settings."""
    key = _checksum_key(context)
    return [
        Tenant(
            TenantArgs(
                settings=tenant,
                sso_client_secret=context.secrets.sso_client_secrets.get(tenant.slug),
                after=context.after,
                workers=None if key is None else _workers(context, tenant, key),
            ),
            ResourceOptions(providers=[context.clearml]),
        )
        for tenant in context.settings.tenants
    ]


def _checksum_key(context: TenantContext) -> Input[str] | None:
    """The platform's, or one of our own where another stack makes the platform; None where no tenant has workers."""
    if context.clusters is None or not context.settings.plans:
        return None
    if context.platform is not None:
        return context.platform.checksum_key
    return generated("checksum-key", ResourceOptions(provider=context.clusters.generated))


def _workers(context: TenantContext, tenant: TenantSettings, checksum_key: Input[str]) -> WorkersArgs | None:
    settings, clusters = context.settings, context.clusters
    platform, plan = settings.platform, settings.plans.get(tenant.slug)
    if clusters is None or plan is None or platform is None or platform.workers is None:
        return None
    reached = clusters.of(tenant.cluster)
    return WorkersArgs(
        site=TenantSite(
            platform=platform,
            common=platform.workers,
            tenant=tenant.workers,
            plan=plan,
            cluster=reached.settings,
            home=tenant.cluster is None,
        ),
        registry_token=context.secrets.platform.registry_token,
        redis_password=_redis_password(context),
        redis=_redis(context),
        checksum_key=checksum_key,
        owner={OWNER: names.owner()},
        protect=tenant.deletion == "protect",
        recovery=reached.recovery,
        providers=[reached.provider, clusters.generated],
    )


def _redis(context: TenantContext) -> Resource | None:
    made = context.platform and context.platform.redis
    return made.release if made else None


def _redis_password(context: TenantContext) -> Input[str] | None:
    """That of a Redis which tenants share: made here, or told to this stack."""
    made = context.platform and context.platform.redis_password
    return made or context.secrets.platform.redis_password
