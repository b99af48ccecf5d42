"""Keeps the tenants of a further cluster that does not answer: what is in the state stays in the program.

The Kubernetes plugin compares resources of an unreachable cluster with the state, in `pulumi preview` and in `pulumi
up`, and refuses every change of them. Unchanged tenants are thus unchanged, and the others fail alone.
"""

from collections.abc import Mapping

import pulumi

from blueprint.settings.platform.cluster import PolicyKind
from components.cluster.clusters import ReachableCluster
from components.cluster.preflight import ClusterNeeds
from components.cluster.provider import kubernetes_provider
from components.shared.previous import PreviousState


def keep(provider: str, needs: ClusterNeeds, previous: PreviousState) -> ReachableCluster | None:
    """The cluster as the state has it, by the name of its provider; None if neither settings nor state identify it."""
    identifier = needs.cluster.identifier or previous.identifiers.get(provider)
    if identifier is None:
        return None
    kind: PolicyKind = needs.cluster.network_policies
    read = {"identifier": identifier, "network_policies": _policies(needs, previous) if kind == "auto" else kind}
    settings = needs.cluster.model_copy(update=read)
    resource = kubernetes_provider(provider, settings)
    return ReachableCluster(settings=settings, nodes={}, provider=resource, recovery=None, is_silent=True)


def _policies(needs: ClusterNeeds, previous: PreviousState) -> PolicyKind:
    """The kind of policies of the cluster's tenants in the state."""
    slugs = set(needs.namespaces.values())
    kinds = {kind for kind, name in previous.resources if name.partition("/")[0] in slugs}
    return "cilium" if "CiliumNetworkPolicy" in kinds else "plain"


def refuse_moves(unknown: Mapping[str, str], needs: Mapping[str | None, ClusterNeeds], previous: PreviousState) -> None:
    """Raises pulumi.RunError if an existing tenant moves to a cluster that does not answer.

    Such a tenant cannot be in the program, and Pulumi would show its deletion.
    """
    for name, reason in unknown.items():
        if not previous.known or set(needs[name].namespaces.values()) & set(previous.tenants):
            raise pulumi.RunError(reason)
