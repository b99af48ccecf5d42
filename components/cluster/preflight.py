"""What must be true of the cluster before anything is made: it answers, GPU nodes are there, namespaces, NodePorts and
hosts are free.

Reads only, at preview as well as at up. The settings alone cannot tell any of this.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from blueprint.catalog.gpu import CARDS
from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.settings.platform.gpu import GpuNodeSettings
from blueprint.values.names import TENANT
from components.cluster.taken import ClaimedName, Standing, taken
from components.shared.kubectl import Kubectl, KubectlError

PRODUCT, PRESENT = "nvidia.com/gpu.product", "nvidia.com/gpu.present"
OWNER = "clearml-platform/stack"
"""Label of the namespaces that a stack made; its value names the stack."""
DISCOVERED = "feature.node.kubernetes.io/"
"""Prefix of the labels of Node Feature Discovery: a node that has some was looked at."""
NVIDIA_DEVICE = re.compile(rf"{DISCOVERED}pci-(?:\w+_)?10de(?:_\w+)?\.present")
"""Its label for a device of NVIDIA's, which is there before the GPU operator's own (NFD, "PCI"; 10de is NVIDIA)."""


@dataclass(frozen=True)
class ObservedNode:
    """A node of the cluster. `boot_id` changes with every boot."""

    name: str
    labels: Mapping[str, str]
    boot_id: str

    @property
    def product(self) -> str | None:
        """The GPU's model as NVIDIA's feature discovery labels it."""
        return self.labels.get(PRODUCT)

    @property
    def lacks_gpu(self) -> bool:
        """Whether feature discovery looked at the node and found none. Where it does not run yet, nobody knows."""
        looked_at = any(label.startswith(DISCOVERED) for label in self.labels)
        has_device = any(NVIDIA_DEVICE.fullmatch(label) for label in self.labels)
        return looked_at and not has_device and self.labels.get(PRESENT) != "true" and self.product is None


@dataclass(frozen=True)
class ObservedCluster:
    """What the preflight learned. `uid` is the cluster's own for ever: that of its namespace kube-system."""

    uid: str
    nodes: Mapping[str, ObservedNode]


@dataclass(frozen=True, kw_only=True)
class NeededFromCluster:
    """What the settings say of a cluster: the namespaces to be made in it and its nodes with GPUs, by name.

    `namespaces` maps a namespace to the tenant for whom it is, None for the platform; `claims` are tenants' addresses.
    """

    setting: str
    cluster: ClusterSettings
    namespaces: Mapping[str, str | None]
    gpu_nodes: Mapping[str, GpuNodeSettings]
    claims: Sequence[ClaimedName]


async def inspect(wanted: NeededFromCluster, ours: str) -> ObservedCluster:
    """Look at a cluster. `ours` is the value of the label by which this stack's namespaces are known.

    Raises pulumi.RunError with one line a problem; nothing is made then.
    """
    try:
        raw_nodes, namespaces, *objects = await _look(Kubectl(wanted.cluster), wanted)
    except KubectlError as error:
        context = wanted.cluster.context
        raise pulumi.RunError(f"{wanted.setting}: cannot look at the cluster of context {context}: {error}") from None
    nodes = {node.name: node for node in map(_node, raw_nodes)}
    problems = [
        *_foreign_namespaces(namespaces, ours, wanted.namespaces),
        *_gpu_problems(wanted.gpu_nodes, nodes),
        *taken(wanted.claims, Standing(_tenants(namespaces, ours), *objects)),
    ]
    if problems:
        raise pulumi.RunError("\n".join(problems))
    uids = [one["metadata"]["uid"] for one in namespaces if one["metadata"]["name"] == "kube-system"]
    return ObservedCluster(next(iter(uids), wanted.cluster.context), nodes)


async def _look(kubectl: Kubectl, wanted: NeededFromCluster) -> list[list[Any]]:
    """Nodes, namespaces, Services, Ingresses; what the settings do not ask for is not looked at."""
    needed = {
        "nodes": bool(wanted.gpu_nodes),
        "namespaces": True,
        "services": any(claim.ports for claim in wanted.claims),
        "ingresses.networking.k8s.io": any(claim.host for claim in wanted.claims),
    }
    return await asyncio.gather(
        *(kubectl.items(kind, "--all-namespaces") if asked else _nothing() for kind, asked in needed.items())
    )


async def _nothing() -> list[Any]:
    return []


def _tenants(namespaces: Sequence[Any], ours: str) -> dict[str, str]:
    """This stack's namespaces that are tenants', with those."""
    labels = {one["metadata"]["name"]: one["metadata"].get("labels", {}) for one in namespaces}
    return {name: own[TENANT] for name, own in labels.items() if own.get(OWNER) == ours and TENANT in own}


def _foreign_namespaces(existing: Sequence[Any], ours: str, wanted: Mapping[str, str | None]) -> Iterator[str]:
    """Pulumi would take an existing namespace over in silence, with all that is in it, and delete it in the end."""
    for namespace in existing:
        name, labels = namespace["metadata"]["name"], namespace["metadata"].get("labels", {})
        if name not in wanted:
            continue
        holder = labels.get(TENANT)
        if labels.get(OWNER) != ours:
            found = f"{OWNER}={labels[OWNER]}" if OWNER in labels else f"no label {OWNER}"
            command = f"kubectl label namespace {name} --overwrite {OWNER}={ours}"
            told = f"namespace {name} exists and is not this stack's ({found})"
            yield f"{told}: name another one, or hand it over: {command}"
        elif holder is not None and holder != wanted[name]:
            yield (
                f"namespace {name} is the tenant {holder}'s until a `pulumi up` has taken it away: run one without "
                f"{wanted[name] or 'the platform'} in it first, or name another namespace"
            )


def _gpu_problems(named: Mapping[str, GpuNodeSettings], nodes: Mapping[str, ObservedNode]) -> Iterator[str]:
    for name, wanted in named.items():
        setting, node = f"clearml:gpu.nodes.{name}", nodes.get(name)
        if node is None:
            with_gpu = ", ".join(sorted(one.name for one in nodes.values() if one.product)) or "none is labelled"
            yield f"{setting}: the cluster has no such node; nodes with GPUs: {with_gpu}"
        elif node.lacks_gpu:
            yield f"{setting}: the node has no GPU (no label {PRESENT}=true): take it out"
        elif node.product and not CARDS[wanted.card].matches(node.product):
            fitting = next((card.name for card in CARDS.values() if card.matches(node.product)), "none of the catalog")
            yield f"{setting}: the node's card is {node.product}, not {wanted.card}: set card to {fitting}"


def _node(raw: Any) -> ObservedNode:
    metadata = raw["metadata"]
    return ObservedNode(
        metadata["name"], metadata.get("labels", {}), raw["status"].get("nodeInfo", {}).get("bootID", "")
    )
