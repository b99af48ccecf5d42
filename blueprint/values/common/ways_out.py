"""Egress policies from one description of their rules, as NetworkPolicy or as CiliumNetworkPolicy.

Cilium matches nodes, the API server and its own ingress by entity only, never by address or pod label
(docs.cilium.io, "Layer 3 Policies"); other CNIs know no entities.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from blueprint.values.common.policy_parts import manifest
from blueprint.values.names import NAMESPACE_NAME

Manifest = dict[str, Any]
Entity = Literal["host", "remote-node", "ingress", "kube-apiserver"]
SPACE = "k8s:io.kubernetes.pod.namespace"
"""Cilium's label of a pod's namespace; a selector without it means the policy's own namespace."""
SPACE_LABEL = "k8s:io.cilium.k8s.namespace.labels."
"""Prefix of a namespace's labels in Cilium's selectors."""


@dataclass(frozen=True)
class WayOut:
    """One rule: to any of the targets or entities, on any of the ports by TCP, and by UDP if `udp`.

    `targets` are peers of a NetworkPolicy; `entities` have a meaning for Cilium only. No ports means every port.
    """

    targets: Sequence[Mapping[str, Any]] = ()
    ports: Sequence[int] = ()
    udp: bool = False
    entities: Sequence[Entity] = ()


@dataclass(frozen=True)
class EgressPolicy:
    """Connections that the selected pods may open, and Cilium's entities that they may never reach on `denied_ports`.

    A NetworkPolicy has no denial: there, what is denied must be in no way out.
    """

    name: str
    namespace: str
    selected: Mapping[str, Any]
    ways: Sequence[WayOut]
    denied: Sequence[Entity] = ()
    denied_ports: Sequence[int] = ()


def plain(policy: EgressPolicy) -> Manifest:
    """Return the NetworkPolicy; a rule without targets, which would allow every target, is left out."""
    rules = [_plain_rule(way) for way in policy.ways if way.targets]
    spec = {"podSelector": dict(policy.selected), "policyTypes": ["Egress"], "egress": rules}
    return manifest("networking.k8s.io/v1", "NetworkPolicy", policy.name, policy.namespace, spec)


def cilium(policy: EgressPolicy) -> Manifest:
    """Return the CiliumNetworkPolicy. Either of its sections closes everything that no policy opens."""
    rules = [rule for way in policy.ways for rule in _cilium_rules(way)]
    spec: Manifest = {"endpointSelector": dict(policy.selected), **({"egress": rules} if rules else {})}
    if policy.denied:
        spec["egressDeny"] = [{"toEntities": list(policy.denied), **_to_ports(WayOut(ports=policy.denied_ports))}]
    return manifest("cilium.io/v2", "CiliumNetworkPolicy", policy.name, policy.namespace, spec)


def _plain_rule(way: WayOut) -> Manifest:
    opened = [{"protocol": protocol, "port": port} for port, protocol in _opened(way)]
    return {"to": [dict(target) for target in way.targets], **({"ports": opened} if opened else {})}


def _cilium_rules(way: WayOut) -> Iterator[Manifest]:
    """One rule per kind of target, because Cilium refuses two kinds in one rule."""
    blocks = [dict(target["ipBlock"]) for target in way.targets if "ipBlock" in target]
    pods = [_endpoints(target) for target in way.targets if "ipBlock" not in target]
    kinds = {"toEndpoints": pods, "toCIDRSet": blocks, "toEntities": list(way.entities)}
    yield from ({kind: targets, **_to_ports(way)} for kind, targets in kinds.items() if targets)


def _endpoints(target: Mapping[str, Any]) -> Manifest:
    """Selector of the endpoints that a NetworkPolicy's peer selects."""
    pods: Mapping[str, Any] = target.get("podSelector", {})
    labels = dict(pods.get("matchLabels", {}))
    expressions = list(pods.get("matchExpressions", ()))
    if "namespaceSelector" in target:
        spaces: Mapping[str, Any] = target["namespaceSelector"]
        labels |= {_space(key): value for key, value in spaces.get("matchLabels", {}).items()}
        expressions += [{**one, "key": _space(one["key"])} for one in spaces.get("matchExpressions", ())]
        if SPACE not in labels:
            # Any namespace: without an expression about it, Cilium adds the policy's own.
            expressions.append({"key": SPACE, "operator": "Exists"})
    found = {"matchLabels": labels, "matchExpressions": expressions}
    return {key: value for key, value in found.items() if value}


def _space(key: str) -> str:
    return SPACE if key == NAMESPACE_NAME else f"{SPACE_LABEL}{key}"


def _to_ports(way: WayOut) -> Manifest:
    opened = [{"port": str(port), "protocol": protocol} for port, protocol in _opened(way)]
    return {"toPorts": [{"ports": opened}]} if opened else {}


def _opened(way: WayOut) -> Iterator[tuple[int, str]]:
    for port in way.ports:
        yield from ((port, protocol) for protocol in (("UDP", "TCP") if way.udp else ("TCP",)))
