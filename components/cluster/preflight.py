"""Checks a cluster before any resource is created.

The cluster must answer, its GPU nodes must have the cards of the settings, and namespaces, NodePorts and hosts must be
free. The checks only read, in `pulumi preview` as well as in `pulumi up`.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi

from blueprint.settings.platform.cluster import ClusterSettings, PolicyKind
from blueprint.settings.platform.gpu import GpuNodeSettings, GpuSettings
from blueprint.values.names import STACK, TENANT
from components.cluster.addresses import AddressClaim, ClusterObjects, conflicts
from components.cluster.gpu_nodes import gpu_nodes
from components.cluster.node import ObservedNode, observed
from components.cluster.policy_kind import has_cilium
from components.shared.kubectl import Kubectl, KubectlError

OWNER = STACK
"""Label of the namespaces that a stack created; its value names the stack."""


@dataclass(frozen=True)
class ObservedCluster:
    """What the preflight read. `uid` identifies the cluster permanently: it is the uid of its namespace kube-system.

    `namespaces` maps this stack's namespaces to whether they are being deleted. `gpu_nodes` are the nodes to put into
    MIG mode. `policies` is the kind of network policy to create, `plain` or `cilium`.
    """

    uid: str
    nodes: Mapping[str, ObservedNode]
    namespaces: Mapping[str, bool] = field(default_factory=dict)
    gpu_nodes: Mapping[str, GpuNodeSettings] = field(default_factory=dict)
    policies: PolicyKind = "plain"


class SilentClusterError(pulumi.RunError):
    """A cluster that does not answer, or that refuses to be read."""


@dataclass(frozen=True, kw_only=True)
class ClusterNeeds:
    """What the settings need from one cluster; `setting` is the section that describes it.

    `namespaces` maps each namespace to its tenant, None for the platform; `gpu` names its nodes with GPUs, if this
    stack makes the platform in it; `claims` are the tenants' addresses. `locks` is whether tenants' egress is
    locked there.
    """

    setting: str
    cluster: ClusterSettings
    namespaces: Mapping[str, str | None]
    gpu: GpuSettings | None
    claims: Sequence[AddressClaim]
    locks: bool


@dataclass(frozen=True)
class Ownership:
    """How a stack recognises its namespaces: by the value of their label, or because its state has them.

    The state knows them after `pulumi stack rename`, when the label still has the former name.
    """

    label: str
    uids: frozenset[str]
    """Of the namespaces in the state."""

    def includes(self, metadata: Mapping[str, Any]) -> bool:
        """Whether a namespace is this stack's."""
        return metadata.get("labels", {}).get(OWNER) == self.label or metadata.get("uid") in self.uids


async def inspect(needs: ClusterNeeds, owner: Ownership) -> ObservedCluster:
    """Read a cluster and check it.

    Raises SilentClusterError if it cannot be read, and pulumi.RunError with one line per problem, before any resource
    is created. A node that is left out is one warning.
    """
    kubectl = Kubectl(needs.cluster)
    try:
        raw_nodes, namespaces, *objects = await _read(kubectl, needs)
        cilium = needs.locks and needs.cluster.network_policies != "plain" and await has_cilium(kubectl)
    except KubectlError as error:
        context = needs.cluster.context
        raise SilentClusterError(f"{needs.setting}: cannot inspect the cluster of context {context}: {error}") from None
    nodes = {node.name: node for node in map(observed, raw_nodes)}
    with_gpus = gpu_nodes(needs.gpu, nodes)
    problems = [
        *_foreign_namespaces(namespaces, owner, needs.namespaces),
        *with_gpus.problems,
        *conflicts(needs.claims, ClusterObjects(_tenants(namespaces, owner), *objects)),
        *(policy_problems(needs.setting, needs.cluster, cilium=cilium) if needs.locks else ()),
    ]
    if problems:
        raise pulumi.RunError("\n".join(problems))
    for warning in with_gpus.warnings:
        pulumi.log.warn(warning)
    uids = [one["metadata"]["uid"] for one in namespaces if one["metadata"]["name"] == "kube-system"]
    uid = next(iter(uids), needs.cluster.context)
    policies: PolicyKind = "cilium" if cilium else "plain"
    return ObservedCluster(uid, nodes, _own(namespaces, owner), with_gpus.present, policies)


async def _read(kubectl: Kubectl, needs: ClusterNeeds) -> list[list[Any]]:
    """Nodes, namespaces, Services and Ingresses; a kind without use is an empty list, without a request."""
    requests = {
        "nodes": needs.gpu is not None and needs.gpu.has_nodes,
        "namespaces": True,
        "services": any(claim.ports for claim in needs.claims),
        "ingresses.networking.k8s.io": any(claim.host for claim in needs.claims),
    }
    return await asyncio.gather(
        *(kubectl.items(kind, "--all-namespaces") if needed else _empty() for kind, needed in requests.items())
    )


async def _empty() -> list[Any]:
    return []


def policy_problems(setting: str, cluster: ClusterSettings, *, cilium: bool) -> Iterator[str]:
    """Find a cluster without the kind of policy that the settings name."""
    if cluster.network_policies == "cilium" and not cilium:
        path = f"{setting}.networkPolicies"
        yield f"{path}: the cluster has no kind CiliumNetworkPolicy: install Cilium, or set it to auto or plain"


def _tenants(namespaces: Sequence[Any], owner: Ownership) -> dict[str, str]:
    """Tenant by namespace, for this stack's namespaces of tenants."""
    own = (one["metadata"] for one in namespaces if owner.includes(one["metadata"]))
    return {each["name"]: each["labels"][TENANT] for each in own if TENANT in each.get("labels", {})}


def _own(namespaces: Sequence[Any], owner: Ownership) -> dict[str, bool]:
    """This stack's namespaces, and whether they are being deleted."""
    objects = [one["metadata"] for one in namespaces if owner.includes(one["metadata"])]
    return {metadata["name"]: "deletionTimestamp" in metadata for metadata in objects}


def _foreign_namespaces(existing: Sequence[Any], owner: Ownership, needs: Mapping[str, str | None]) -> Iterator[str]:
    """Pulumi would silently adopt an existing namespace with everything in it, and delete it in `pulumi destroy`."""
    for namespace in existing:
        name, labels = namespace["metadata"]["name"], namespace["metadata"].get("labels", {})
        if name not in needs:
            continue
        tenant = labels.get(TENANT)
        if not owner.includes(namespace["metadata"]):
            label = f"{OWNER}={labels[OWNER]}" if OWNER in labels else f"no label {OWNER}"
            command = f"kubectl label namespace {name} --overwrite {OWNER}={owner.label}"
            problem = f"namespace {name} exists and does not belong to this stack ({label})"
            yield f"{problem}: choose another name, or assign it to this stack: {command}"
        elif tenant is not None and tenant != needs[name]:
            yield (
                f"namespace {name} still belongs to tenant {tenant}: first run `pulumi up` without "
                f"{needs[name] or 'the platform'} in it, or choose another namespace"
            )
