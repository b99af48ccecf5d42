"""Checks the clusters of a stack, then creates an explicit provider for each."""

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
from components.cluster.addresses import AddressClaim
from components.cluster.left_behind import LeftNamespaces
from components.cluster.preflight import ClusterNeeds, ObservedCluster, ObservedNode, inspect
from components.cluster.provider import kubernetes_provider, token_provider
from components.helm.lost import describe_releases, find_lost_releases
from components.helm.recovery import ReleaseRecovery
from components.shared import names
from components.shared.kubectl import Kubectl, KubectlError
from components.shared.previous import PreviousState


@dataclass(frozen=True, kw_only=True)
class ReachableCluster:
    """A cluster that passed the preflight.

    `settings` include its identifier and its kind of network policies; `recovery` recovers its releases.
    """

    settings: ClusterSettings
    nodes: Mapping[str, ObservedNode]
    provider: pulumi_kubernetes.Provider
    recovery: ReleaseRecovery | None


@dataclass(frozen=True, kw_only=True)
class Clusters:
    """`home` is the platform's cluster; `further` are the other clusters that have tenants, by name."""

    home: ReachableCluster
    further: Mapping[str, ReachableCluster]
    token_provider: pulumi.ProviderResource
    """Creates random secrets."""

    def of(self, name: str | None) -> ReachableCluster:
        """The cluster with the name in a tenant file; None is the platform's."""
        return self.home if name is None else self.further[name]


async def reach(settings: StackSettings, previous: PreviousState) -> Clusters | None:
    """Check every cluster that the stack uses and connect to it; None if it uses none.

    `previous` is the state before this run: what an interrupted run left in a cluster is repaired. Raises
    pulumi.RunError, before any resource is created, if a cluster does not match the settings.
    """
    platform = settings.platform
    if platform is None:
        return None
    needs = _needs(settings, platform)
    observed = {name: await inspect(cluster, names.owner()) for name, cluster in needs.items()}
    lost = [await _repair(needs[name], cluster, previous) for name, cluster in observed.items()]
    describe_releases(frozenset().union(*lost), previous)
    clusters = {name: _connect(name, needs[name].cluster, cluster) for name, cluster in observed.items()}
    further = {name: cluster for name, cluster in clusters.items() if name is not None}
    return Clusters(home=clusters[None], further=further, token_provider=token_provider())


async def _repair(needs: ClusterNeeds, observed: ObservedCluster, previous: PreviousState) -> frozenset[str]:
    """Repair what an interrupted run left in a cluster; returns the releases that must be installed again."""
    kubectl, own = Kubectl(needs.cluster), observed.namespaces
    left = LeftNamespaces(
        kubectl=kubectl,
        tenants=needs.namespaces,
        is_terminating=own,
        previous=previous,
        cilium=observed.policies == "cilium",
    )
    try:
        await left.repair()
        return await find_lost_releases(
            kubectl, {name for name, terminating in own.items() if not terminating}, previous
        )
    except KubectlError as error:
        problem = f"cannot repair what an interrupted run left in the cluster of context {needs.cluster.context}"
        raise pulumi.RunError(f"{needs.setting}: {problem}: {error}") from None


def _connect(name: str | None, cluster: ClusterSettings, observed: ObservedCluster) -> ReachableCluster:
    provider = "kubernetes" if name is None else f"kubernetes-{name}"
    read = {"identifier": cluster.identifier or observed.uid, "network_policies": observed.policies}
    identified = cluster.model_copy(update=read)
    return ReachableCluster(
        settings=identified,
        nodes=observed.nodes,
        provider=kubernetes_provider(provider, identified),
        recovery=ReleaseRecovery(Kubectl(cluster), provider),
    )


def _needs(settings: StackSettings, platform: PlatformSettings) -> dict[str | None, ClusterNeeds]:
    """Needs per cluster. A further cluster without tenants is left out, as it may no longer exist."""
    further: dict[str | None, ClusterNeeds] = {
        name: ClusterNeeds(
            setting=f"clearml:clusters.{name}",
            cluster=cluster,
            namespaces=_of_tenants(settings, name),
            gpu_nodes={},
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
        gpu_nodes=own_platform.gpu.nodes if own_platform and own_platform.gpu else {},
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
