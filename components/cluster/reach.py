"""The clusters of a stack: looked at before anything is made, then reached through an explicit provider each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi
import pulumi_kubernetes

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.platform.cluster import ClusterSettings, IngressSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.settings import StackSettings
from blueprint.values.platform.namespaces import platform_namespaces
from components.cluster.preflight import NeededFromCluster, ObservedCluster, ObservedNode, inspect
from components.cluster.provider import generated_provider, kubernetes_provider
from components.cluster.taken import ClaimedName
from components.helm.recovery import ReleaseRecovery
from components.shared import names
from components.shared.kubectl import Kubectl


@dataclass(frozen=True, kw_only=True)
class Reached:
    """A cluster that answered. `settings` say which it is; `recovery` mends interrupted releases in it."""

    settings: ClusterSettings
    nodes: Mapping[str, ObservedNode]
    provider: pulumi_kubernetes.Provider
    recovery: ReleaseRecovery | None


@dataclass(frozen=True, kw_only=True)
class Clusters:
    """The platform's cluster, which is `home`, and the further ones that have tenants, by name."""

    home: Reached
    further: Mapping[str, Reached]
    generated: pulumi.ProviderResource
    """Makes up secrets."""

    def of(self, name: str | None) -> Reached:
        """The cluster that a tenant file names; None is the platform's."""
        return self.home if name is None else self.further[name]


async def reach(settings: StackSettings) -> Clusters | None:
    """Look at every cluster in which the stack has something; None where it has none.

    Raises pulumi.RunError, with nothing made, when a cluster is not as the settings say.
    """
    platform = settings.platform
    if platform is None:
        return None
    reached = {
        name: _reached(name, wanted.cluster, await inspect(wanted, names.owner()))
        for name, wanted in _wanted(settings, platform).items()
    }
    further = {name: cluster for name, cluster in reached.items() if name is not None}
    return Clusters(home=reached[None], further=further, generated=generated_provider())


def _reached(name: str | None, cluster: ClusterSettings, found: ObservedCluster) -> Reached:
    provider = "kubernetes" if name is None else f"kubernetes-{name}"
    identified = cluster.model_copy(update={"identifier": cluster.identifier or found.uid})
    return Reached(
        settings=identified,
        nodes=found.nodes,
        provider=kubernetes_provider(provider, identified),
        recovery=ReleaseRecovery(Kubectl(cluster), provider),
    )


def _wanted(settings: StackSettings, platform: PlatformSettings) -> dict[str | None, NeededFromCluster]:
    """A further cluster without tenants is left out: it may be down for good."""
    further: dict[str | None, NeededFromCluster] = {
        name: NeededFromCluster(
            setting=f"clearml:clusters.{name}",
            cluster=cluster,
            namespaces=_of_tenants(settings, name),
            gpu_nodes={},
            claims=_claims(settings, name, cluster.ingress),
        )
        for name, cluster in platform.clusters.items()
        if _of_tenants(settings, name)
    }
    made = platform if settings.makes_platform else None
    own = [manifest["metadata"]["name"] for manifest in platform_namespaces(made).values()] if made else []
    home = NeededFromCluster(
        setting="clearml:cluster",
        cluster=platform.cluster,
        namespaces={**_of_tenants(settings, None), **dict.fromkeys(own)},
        gpu_nodes=made.gpu.nodes if made and made.gpu else {},
        claims=_claims(settings, None, platform.cluster.ingress),
    )
    return {None: home, **further}


def _of_tenants(settings: StackSettings, cluster: str | None) -> dict[str, str | None]:
    """Namespace: tenant, of the tenants whose workers are in this cluster."""
    return {plan.namespace: tenant.slug for tenant, plan in _there(settings, cluster)}


def _claims(settings: StackSettings, cluster: str | None, ingress: IngressSettings) -> list[ClaimedName]:
    """The addresses of the tenants whose workers are in this cluster; a suspended one's are not asked for."""
    return [
        ClaimedName(
            tenant=tenant.slug,
            namespace=plan.namespace,
            host=plan.gateway_host,
            ingress_class=ingress.class_name,
            ports=[ports for ports in (plan.sessions, plan.stream) if ports is not None],
        )
        for tenant, plan in _there(settings, cluster)
        if tenant.state == "active"
    ]


def _there(settings: StackSettings, cluster: str | None) -> Iterator[tuple[TenantSettings, TenantPlan]]:
    for tenant in settings.tenants:
        if tenant.cluster == cluster and tenant.slug in settings.plans:
            yield tenant, settings.plans[tenant.slug]
