"""Checks a cluster before any resource is created.

The cluster must answer, its GPU nodes must exist, and namespaces, NodePorts and hosts must be free. The checks only
read, in `pulumi preview` as well as in `pulumi up`.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi

from blueprint.catalog.gpu import CARDS
from blueprint.settings.platform.cluster import ClusterSettings, PolicyKind
from blueprint.settings.platform.gpu import GpuNodeSettings
from blueprint.values.names import STACK, TENANT
from components.cluster.addresses import AddressClaim, ClusterObjects, conflicts
from components.cluster.policy_kind import has_cilium
from components.shared.kubectl import Kubectl, KubectlError

PRODUCT, PRESENT = "nvidia.com/gpu.product", "nvidia.com/gpu.present"
OWNER = STACK
"""Label of the namespaces that a stack created; its value names the stack."""
DISCOVERED = "feature.node.kubernetes.io/"
"""Prefix of the labels of Node Feature Discovery, which every node has after discovery."""
NVIDIA_DEVICE = re.compile(rf"{DISCOVERED}pci-(?:\w+_)?10de(?:_\w+)?\.present")
"""Node Feature Discovery's label for an NVIDIA device, set before the GPU operator's (NFD, "PCI"; 10de is NVIDIA)."""


@dataclass(frozen=True)
class ObservedNode:
    """A node of the cluster. `boot_id` changes with every boot."""

    name: str
    labels: Mapping[str, str]
    boot_id: str

    @property
    def product(self) -> str | None:
        """The GPU model in the label of NVIDIA's feature discovery."""
        return self.labels.get(PRODUCT)

    @property
    def lacks_gpu(self) -> bool:
        """Whether feature discovery ran on the node and found no GPU. False if it has not run yet."""
        discovered = any(label.startswith(DISCOVERED) for label in self.labels)
        has_device = any(NVIDIA_DEVICE.fullmatch(label) for label in self.labels)
        return discovered and not has_device and self.labels.get(PRESENT) != "true" and self.product is None


@dataclass(frozen=True)
class ObservedCluster:
    """What the preflight read. `uid` identifies the cluster permanently: it is the uid of its namespace kube-system.

    `namespaces` maps this stack's namespaces to whether they are being deleted.
    `policies` is the kind of network policy to create, `plain` or `cilium`.
    """

    uid: str
    nodes: Mapping[str, ObservedNode]
    policies: PolicyKind
    namespaces: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ClusterNeeds:
    """What the settings need from one cluster; `setting` is the section that describes it.

    `namespaces` maps each namespace to its tenant, None for the platform; `gpu_nodes` are by node name; `claims` are
    the tenants' addresses. `locks` is whether tenants' egress is locked there.
    """

    setting: str
    cluster: ClusterSettings
    namespaces: Mapping[str, str | None]
    gpu_nodes: Mapping[str, GpuNodeSettings]
    claims: Sequence[AddressClaim]
    locks: bool


async def inspect(needs: ClusterNeeds, owner: str) -> ObservedCluster:
    """Read a cluster and check it. `owner` is the label value of this stack's namespaces.

    Raises pulumi.RunError with one line per problem, before any resource is created.
    """
    kubectl = Kubectl(needs.cluster)
    try:
        raw_nodes, namespaces, *objects = await _read(kubectl, needs)
        cilium = needs.locks and needs.cluster.network_policies != "plain" and await has_cilium(kubectl)
    except KubectlError as error:
        context = needs.cluster.context
        raise pulumi.RunError(f"{needs.setting}: cannot inspect the cluster of context {context}: {error}") from None
    nodes = {node.name: node for node in map(_node, raw_nodes)}
    problems = [
        *_foreign_namespaces(namespaces, owner, needs.namespaces),
        *_gpu_problems(needs.gpu_nodes, nodes),
        *conflicts(needs.claims, ClusterObjects(_tenants(namespaces, owner), *objects)),
        *(policy_problems(needs.setting, needs.cluster, cilium=cilium) if needs.locks else ()),
    ]
    if problems:
        raise pulumi.RunError("\n".join(problems))
    uids = [one["metadata"]["uid"] for one in namespaces if one["metadata"]["name"] == "kube-system"]
    policies: PolicyKind = "cilium" if cilium else "plain"
    return ObservedCluster(next(iter(uids), needs.cluster.context), nodes, policies, _own(namespaces, owner))


async def _read(kubectl: Kubectl, needs: ClusterNeeds) -> list[list[Any]]:
    """Nodes, namespaces, Services and Ingresses; a kind without use is an empty list, without a request."""
    requests = {
        "nodes": bool(needs.gpu_nodes),
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


def _tenants(namespaces: Sequence[Any], owner: str) -> dict[str, str]:
    """Tenant by namespace, for this stack's namespaces of tenants."""
    labels = {one["metadata"]["name"]: one["metadata"].get("labels", {}) for one in namespaces}
    return {name: own[TENANT] for name, own in labels.items() if own.get(OWNER) == owner and TENANT in own}


def _own(namespaces: Sequence[Any], owner: str) -> dict[str, bool]:
    """This stack's namespaces, and whether they are being deleted."""
    objects = [one["metadata"] for one in namespaces if one["metadata"].get("labels", {}).get(OWNER) == owner]
    return {metadata["name"]: "deletionTimestamp" in metadata for metadata in objects}


def _foreign_namespaces(existing: Sequence[Any], owner: str, needs: Mapping[str, str | None]) -> Iterator[str]:
    """Pulumi would silently adopt an existing namespace with everything in it, and delete it in `pulumi destroy`."""
    for namespace in existing:
        name, labels = namespace["metadata"]["name"], namespace["metadata"].get("labels", {})
        if name not in needs:
            continue
        tenant = labels.get(TENANT)
        if labels.get(OWNER) != owner:
            label = f"{OWNER}={labels[OWNER]}" if OWNER in labels else f"no label {OWNER}"
            command = f"kubectl label namespace {name} --overwrite {OWNER}={owner}"
            problem = f"namespace {name} exists and does not belong to this stack ({label})"
            yield f"{problem}: choose another name, or assign it to this stack: {command}"
        elif tenant is not None and tenant != needs[name]:
            yield (
                f"namespace {name} still belongs to tenant {tenant}: first run `pulumi up` without "
                f"{needs[name] or 'the platform'} in it, or choose another namespace"
            )


def _gpu_problems(expected: Mapping[str, GpuNodeSettings], nodes: Mapping[str, ObservedNode]) -> Iterator[str]:
    for name, settings in expected.items():
        setting, node = f"clearml:gpu.nodes.{name}", nodes.get(name)
        if node is None:
            with_gpu = ", ".join(sorted(one.name for one in nodes.values() if one.product)) or "none is labelled"
            yield f"{setting}: the cluster has no such node; nodes with GPUs: {with_gpu}"
        elif node.lacks_gpu:
            yield f"{setting}: the node has no GPU (no label {PRESENT}=true): remove the entry"
        elif node.product and not CARDS[settings.card].matches(node.product):
            card = next((card.name for card in CARDS.values() if card.matches(node.product)), None)
            advice = f"set card to {card}" if card else "the catalog does not have that card, remove the entry"
            yield f"{setting}: the node's card is {node.product}, not {settings.card}: {advice}"


def _node(raw: Any) -> ObservedNode:
    metadata = raw["metadata"]
    return ObservedNode(
        metadata["name"], metadata.get("labels", {}), raw["status"].get("nodeInfo", {}).get("bootID", "")
    )
