"""Checks the clusters of a stack, then creates an explicit provider for each."""

from collections.abc import Mapping

import pulumi

from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.stack.settings import StackSettings
from components.cluster.clusters import Clusters, ReachableCluster
from components.cluster.left_behind import LeftNamespaces
from components.cluster.mig_mode import restores
from components.cluster.needs import cluster_needs
from components.cluster.preflight import ClusterNeeds, ObservedCluster, Ownership, SilentClusterError, inspect
from components.cluster.provider import kubernetes_provider, token_provider
from components.cluster.silent import keep, refuse_moves
from components.helm.lost import describe_releases, find_lost_releases
from components.helm.recovery import ReleaseRecovery
from components.shared import names
from components.shared.kubectl import Kubectl, KubectlError
from components.shared.previous import PreviousState


async def reach(settings: StackSettings, previous: PreviousState) -> Clusters | None:
    """Check every cluster that the stack uses and connect to it; None if it uses none.

    `previous` is the state before this run: what an interrupted run left in a cluster is repaired. Raises
    pulumi.RunError, before any resource is created, if a cluster does not match the settings.
    """
    platform = settings.platform
    if platform is None:
        return None
    needs = cluster_needs(settings, platform)
    observed, silent = await _inspect_all(needs, Ownership(names.owner(), previous.namespace_uids))
    lost = [await _repair(needs[name], cluster, previous) for name, cluster in observed.items()]
    describe_releases(frozenset().union(*lost), previous)
    clusters = {name: _connect(name, needs[name].cluster, cluster, previous) for name, cluster in observed.items()}
    further = {name: cluster for name, cluster in clusters.items() if name is not None}
    kept = {name: cluster for name in silent if (cluster := keep(_provider(name), needs[name], previous)) is not None}
    unknown = {name: reason for name, reason in silent.items() if name not in kept}
    refuse_moves(unknown, needs, previous)
    return Clusters(
        home=clusters[None],
        further={**further, **kept},
        unknown=unknown,
        token_provider=token_provider(),
    )


async def _inspect_all(
    needs: Mapping[str | None, ClusterNeeds], owner: Ownership
) -> tuple[dict[str | None, ObservedCluster], dict[str, str]]:
    """Inspect every cluster; returns what was read, and why a further cluster could not be read.

    A further cluster that does not answer concerns its own tenants alone.
    """
    observed: dict[str | None, ObservedCluster] = {}
    silent: dict[str, str] = {}
    for name, cluster in needs.items():
        try:
            observed[name] = await inspect(cluster, owner)
        except SilentClusterError as error:
            if name is None:
                raise
            tenants = ", ".join(sorted(filter(None, cluster.namespaces.values())))
            silent[name] = f"{error}; changes of its tenants fail until it answers: {tenants}"
            pulumi.log.warn(silent[name])
    return observed, silent


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


def _provider(name: str | None) -> str:
    """Name of a cluster's provider."""
    return "kubernetes" if name is None else f"kubernetes-{name}"


def _connect(
    name: str | None, cluster: ClusterSettings, observed: ObservedCluster, previous: PreviousState
) -> ReachableCluster:
    provider = _provider(name)
    read = {"identifier": cluster.identifier or observed.uid, "network_policies": observed.policies}
    identified = cluster.model_copy(update=read)
    return ReachableCluster(
        settings=identified,
        nodes=observed.nodes,
        provider=kubernetes_provider(provider, identified),
        recovery=ReleaseRecovery(Kubectl(cluster), provider),
        gpu_nodes=observed.gpu_nodes,
        restores=_restores(observed, previous),
    )


def _restores(observed: ObservedCluster, previous: PreviousState) -> dict[str, int]:
    """How often the MIG mode of each node was restored; one warning per node on which it is restored now."""
    found = restores(observed.gpu_nodes, observed.nodes, previous.restores)
    for name, (_, why) in found.items():
        if why is not None:
            pulumi.log.warn(f"node {name}: {why}: `pulumi up` switches MIG on again")
    return {name: number for name, (number, _) in found.items()}
