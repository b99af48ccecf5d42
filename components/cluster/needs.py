"""Collects what the settings need from each cluster."""

from collections.abc import Iterator

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.platform.cluster import IngressSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.settings import StackSettings
from blueprint.values.platform.namespaces import platform_namespaces
from components.cluster.addresses import AddressClaim
from components.cluster.preflight import ClusterNeeds


def cluster_needs(settings: StackSettings, platform: PlatformSettings) -> dict[str | None, ClusterNeeds]:
    """Needs per cluster. A further cluster without tenants is left out, as it may no longer exist."""
    further: dict[str | None, ClusterNeeds] = {
        name: ClusterNeeds(
            setting=f"clearml:clusters.{name}",
            cluster=cluster,
            namespaces=_of_tenants(settings, name),
            gpu=None,
            claims=_claims(settings, name, cluster.ingress),
            locks=_locks(platform),
        )
        for name, cluster in platform.clusters.items()
        if _of_tenants(settings, name)
    }
    own_platform = platform if settings.makes_platform else None
    manifests = platform_namespaces(own_platform).values() if own_platform else []
    home = ClusterNeeds(
        setting="clearml:cluster",
        cluster=platform.cluster,
        namespaces=_of_tenants(settings, None) | {manifest["metadata"]["name"]: None for manifest in manifests},
        gpu=own_platform.gpu if own_platform else None,
        claims=_claims(settings, None, platform.cluster.ingress),
        locks=_locks(platform),
    )
    return {None: home, **further}


def _locks(platform: PlatformSettings) -> bool:
    return platform.isolation.enabled and platform.workers is not None and platform.workers.egress.locked


def _of_tenants(settings: StackSettings, cluster: str | None) -> dict[str, str | None]:
    """Tenant by namespace, for tenants with workers in this cluster."""
    return {plan.place.namespace: tenant.slug for tenant, plan in _tenants_in(settings, cluster)}


def _claims(settings: StackSettings, cluster: str | None, ingress: IngressSettings) -> list[AddressClaim]:
    """Addresses of the active tenants with workers in this cluster; a suspended tenant needs none."""
    return [
        AddressClaim(
            tenant=tenant.slug,
            namespace=plan.place.namespace,
            host=plan.place.gateway.host if plan.place.gateway else None,
            ingress_class=ingress.class_name,
            ports=[ports for ports in (plan.place.sessions, plan.place.stream) if ports is not None],
        )
        for tenant, plan in _tenants_in(settings, cluster)
        if tenant.state == "active"
    ]


def _tenants_in(settings: StackSettings, cluster: str | None) -> Iterator[tuple[TenantSettings, TenantPlan]]:
    for tenant in settings.tenants:
        if tenant.cluster == cluster and tenant.slug in settings.plans:
            yield tenant, settings.plans[tenant.slug]
