"""Parts of network policies: selectors, peers, rules with ports, and whole policies.

A rule without peers admits every source, with every CNI and address family; `0.0.0.0/0` would leave out IPv6, and with
some CNIs (Cilium) pods and nodes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from blueprint.settings.platform.cluster import PeerSettings
from blueprint.values.names import MANAGED_BY, NAMESPACE_NAME, ROLE, TASK_POD, Role

EVERY_POD: dict[str, Any] = {}
"""Selector of all pods of a namespace."""
NOT_A_TASK: dict[str, Any] = {"matchExpressions": [{"key": TASK_POD, "operator": "DoesNotExist"}]}
"""Selector of pods that run no user's code. Tenants can change this label of a pod, so it only narrows a selection that
    rests on the namespace."""
A_TASK: dict[str, Any] = {"matchExpressions": [{"key": TASK_POD, "operator": "Exists"}]}
"""Selector of pods that run a user's code."""


def pods(labels: Mapping[str, str]) -> dict[str, Any]:
    """Selector of pods with these labels."""
    return {"matchLabels": dict(labels)} if labels else {}


def namespace(name: str) -> dict[str, Any]:
    """Selector of one namespace, by the label that cannot be changed."""
    return {"matchLabels": {NAMESPACE_NAME: name}}


def role(name: Role) -> dict[str, Any]:
    """Selector of the namespaces that have a role in the platform."""
    return {"matchLabels": {ROLE: name}}


def peer(configured: PeerSettings) -> dict[str, Any]:
    """One entry of `from`. Pods and namespace in one entry must both match; in two entries either would do."""
    if configured.namespace is None:
        return {"ipBlock": {"cidr": configured.cidr}}
    selector = {"namespaceSelector": namespace(configured.namespace)}
    return {**selector, "podSelector": pods(configured.pods)} if configured.pods else selector


def peers(configured: Iterable[PeerSettings]) -> list[dict[str, Any]]:
    """Entries of `from`."""
    return [peer(one) for one in configured]


def rule(
    sources: Sequence[Mapping[str, Any]], ports: Sequence[int | str | range], *, udp: bool = False
) -> dict[str, Any]:
    """One rule: from any of the sources to any of the ports, by TCP, and by UDP if `udp`.

    No sources means every source, no ports means every port.
    """
    opened = [{"protocol": protocol, **_port(port)} for port in ports for protocol in _protocols(udp)]
    return {**({"from": list(sources)} if sources else {}), **({"ports": opened} if opened else {})}


def _port(port: int | str | range) -> dict[str, int | str]:
    return {"port": port[0], "endPort": port[-1]} if isinstance(port, range) else {"port": port}


def _protocols(udp: bool) -> tuple[str, ...]:
    return ("UDP", "TCP") if udp else ("TCP",)


def policy(name: str, where: str, selected: Mapping[str, Any], rules: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One policy for connections to the selected pods; without rules it denies all."""
    spec = {"podSelector": dict(selected), "policyTypes": ["Ingress"]}
    ruled = {**spec, "ingress": list(rules)} if rules else spec
    return manifest("networking.k8s.io/v1", "NetworkPolicy", name, where, ruled)


def manifest(version: str, kind: str, name: str, where: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    """One policy as an object of the cluster."""
    metadata = {"name": name, "namespace": where, "labels": dict(MANAGED_BY)}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": dict(spec)}
