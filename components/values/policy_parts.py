"""Owns the pieces that network policies are made of: selectors, peers, ports, one policy.

A rule without peers lets everybody in, whatever the CNI and the address family; `0.0.0.0/0` would leave out pods and
nodes on some (Cilium), and IPv6. It must not know a part of the platform.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.values.names import MANAGED_BY, NAMESPACE_NAME, ROLE, TASK_POD, Role
from settings.cluster import Peer

EVERY_POD: dict[str, Any] = {}
"""Selector of all pods of a namespace."""
NOT_A_TASK: dict[str, Any] = {"matchExpressions": [{"key": TASK_POD, "operator": "DoesNotExist"}]}
"""Selector of pods that run no user's code. A pod's own label: it narrows, the namespace is the fence."""


def pods(labels: Mapping[str, str]) -> dict[str, Any]:
    """Selector of pods with these labels."""
    return {"matchLabels": dict(labels)} if labels else {}


def namespace(name: str) -> dict[str, Any]:
    """Selector of one namespace by the label that nobody can change."""
    return {"matchLabels": {NAMESPACE_NAME: name}}


def role(name: Role) -> dict[str, Any]:
    """Selector of the namespaces that have a role in the platform."""
    return {"matchLabels": {ROLE: name}}


def peer(configured: Peer) -> dict[str, Any]:
    """One entry of `from`: pods and namespace together in ONE entry mean both, in two they would mean either."""
    if configured.namespace is None:
        return {"ipBlock": {"cidr": configured.cidr}}
    selector = {"namespaceSelector": namespace(configured.namespace)}
    return {**selector, "podSelector": pods(configured.pods)} if configured.pods else selector


def peers(configured: Iterable[Peer]) -> list[dict[str, Any]]:
    """Entries of `from`."""
    return [peer(one) for one in configured]


def rule(sources: Sequence[Mapping[str, Any]], ports: Sequence[int | str]) -> dict[str, Any]:
    """One rule: any of the sources, to any of the ports; no sources means everybody, no ports means all."""
    opened = [{"protocol": "TCP", "port": port} for port in ports]
    return {**({"from": list(sources)} if sources else {}), **({"ports": opened} if opened else {})}


def policy(name: str, where: str, selected: Mapping[str, Any], rules: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One policy for connections into the selected pods; without rules it shuts them off."""
    spec = {"podSelector": dict(selected), "policyTypes": ["Ingress"]}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": where, "labels": dict(MANAGED_BY)},
        "spec": {**spec, "ingress": list(rules)} if rules else spec,
    }
