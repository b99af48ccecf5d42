"""The tenants of a stack, each with what its two halves need: the server, its secrets, its cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Input, ProviderResource, Resource, ResourceOptions

from components import names
from components.clusters import Clusters
from components.platform import Platform
from components.preflight import OWNER
from components.root_credentials import generated
from components.tenant import Tenant, TenantArgs
from components.values.site import Site
from components.workers import WorkersArgs
from settings.load import Secrets
from settings.platform import Settings
from settings.tenant import Tenant as TenantSettings


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What all tenants stand on: the server, through `clearml` and when `after` stands, and the clusters.

    `platform` is what this stack makes of it, None where another one does.
    """

    settings: Settings
    secrets: Secrets
    clearml: ProviderResource
    after: Sequence[Resource]
    clusters: Clusters | None
    platform: Platform | None


def make_tenants(ground: Ground) -> list[Tenant]:
    """Make every tenant of the settings."""
    key = _checksum_key(ground)
    return [
        Tenant(
            TenantArgs(
                settings=tenant,
                sso_client_secret=ground.secrets.sso_client_secrets.get(tenant.slug),
                after=ground.after,
                workers=None if key is None else _workers(ground, tenant, key),
            ),
            ResourceOptions(providers=[ground.clearml]),
        )
        for tenant in ground.settings.tenants
    ]


def _checksum_key(ground: Ground) -> Input[str] | None:
    """The platform's, or one of our own where another stack makes the platform; None where no tenant has workers."""
    if ground.clusters is None or not ground.settings.plans:
        return None
    if ground.platform is not None:
        return ground.platform.checksum_key
    return generated("checksum-key", ResourceOptions(provider=ground.clusters.generated))


def _workers(ground: Ground, tenant: TenantSettings, checksum_key: Input[str]) -> WorkersArgs | None:
    settings, clusters = ground.settings, ground.clusters
    platform, plan = settings.platform, settings.plans.get(tenant.slug)
    if clusters is None or plan is None or platform is None or platform.workers is None:
        return None
    reached = clusters.of(tenant.cluster)
    return WorkersArgs(
        site=Site(
            platform=platform,
            common=platform.workers,
            tenant=tenant.workers,
            plan=plan,
            cluster=reached.settings,
            home=tenant.cluster is None,
        ),
        registry_token=ground.secrets.platform.registry_token,
        redis_password=_redis_password(ground),
        redis=_redis(ground),
        checksum_key=checksum_key,
        owner={OWNER: names.owner()},
        protect=tenant.deletion == "protect",
        mender=reached.mender,
        providers=[reached.provider, clusters.generated],
    )


def _redis(ground: Ground) -> Resource | None:
    made = ground.platform and ground.platform.redis
    return made.release if made else None


def _redis_password(ground: Ground) -> Input[str] | None:
    """That of a Redis which tenants share: made here, or told to this stack."""
    made = ground.platform and ground.platform.redis_password
    return made or ground.secrets.platform.redis_password
