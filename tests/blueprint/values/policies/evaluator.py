"""Answers "may pod A reach pod B on port P" as the Kubernetes documentation defines network policies.

Left out on purpose: traffic between a pod and its own node is always allowed and no policy can change that; pods on the
host network have no defined behaviour. `ipBlock` is meant for addresses outside the cluster. Whether it matches pods
too depends on the CNI (Calico: yes, Cilium: never), so both readings can be asked for.
"""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.blueprint.values.policies import cilium

NAME_LABEL = "kubernetes.io/metadata.name"
Manifest = Mapping[str, Any]


@dataclass(frozen=True)
class Pod:
    """A pod of the cluster."""

    namespace: str
    labels: Mapping[str, str] = field(default_factory=dict)
    address: str = "10.244.0.7"
    named_ports: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Outside:
    """What is no pod: a host outside the cluster, a node, the API server. Cilium knows some by entities."""

    address: str
    entities: frozenset[str] = frozenset({"world"})

    @property
    def node(self) -> bool:
        """Whether it is a node, which Cilium never matches by address."""
        return bool(self.entities & {"host", "remote-node"})


@dataclass(frozen=True)
class Cluster:
    """Namespaces with their labels, policies of both kinds, and how the CNI reads `ipBlock`."""

    namespaces: Mapping[str, Mapping[str, str]]
    policies: Sequence[Manifest]
    blocks_match_pods: bool = False
    blocks_match_nodes: bool = True

    def may(self, source: Pod | Outside, target: Pod | Outside, port: int, protocol: str = "TCP") -> bool:
        """Whether the connection passes: the source's egress AND the target's ingress must let it."""
        wanted = _Connection(self, source, target, port, protocol)
        return wanted.passes("Egress") and wanted.passes("Ingress")

    def labels(self, namespace: str) -> Mapping[str, str]:
        """Labels of a namespace, with the one that the API server sets."""
        return {**self.namespaces[namespace], NAME_LABEL: namespace}


@dataclass(frozen=True)
class _Connection:
    cluster: Cluster
    source: Pod | Outside
    target: Pod | Outside
    port: int
    protocol: str

    def passes(self, direction: str) -> bool:
        """A pod that no policy selects is open; else the union of the rules of all that do is allowed."""
        own, other = (self.source, self.target) if direction == "Egress" else (self.target, self.source)
        if not isinstance(own, Pod):
            return True
        kinds = [one for one in self.cluster.policies if one.get("kind") != cilium.KIND]
        selecting = [one for one in kinds if direction in _types(one["spec"]) and _selects(one, own)]
        rules = ((one["metadata"]["namespace"], rule) for one in selecting for rule in _rules(one["spec"], direction))
        verdict = cilium.verdict(self.cluster, own, other, direction, self.port, self.protocol)
        if verdict is not cilium.Verdict.SILENT or selecting:
            allowed = verdict is cilium.Verdict.ALLOWED
            denied = verdict is cilium.Verdict.DENIED
            return not denied and (allowed or any(self._allows(rule, direction, home, other) for home, rule in rules))
        return True

    def _allows(self, rule: Manifest, direction: str, home: str, other: Pod | Outside) -> bool:
        peers = rule.get("from" if direction == "Ingress" else "to") or []
        known = not peers or any(self._is(peer, home, other) for peer in peers)
        return known and self._opens(rule.get("ports") or [])

    def _is(self, peer: Manifest, home: str, other: Pod | Outside) -> bool:
        if "ipBlock" in peer:
            matched = self.cluster.blocks_match_nodes or not other.node if isinstance(other, Outside) else None
            return in_block(peer["ipBlock"], other.address) and (
                self.cluster.blocks_match_pods if matched is None else matched
            )
        if not isinstance(other, Pod):
            return False
        spaces = peer.get("namespaceSelector")
        near = other.namespace == home if spaces is None else matches(spaces, self.cluster.labels(other.namespace))
        return near and matches(peer.get("podSelector") or {}, other.labels)

    def _opens(self, ports: Iterable[Manifest]) -> bool:
        ports = list(ports)
        return not ports or any(self._is_port(one) for one in ports)

    def _is_port(self, one: Manifest) -> bool:
        if one.get("protocol", "TCP") != self.protocol:
            return False
        first = one.get("port")
        if isinstance(first, str):
            return isinstance(self.target, Pod) and self.target.named_ports.get(first) == self.port
        return first is None or first <= self.port <= one.get("endPort", first)


def matches(selector: Manifest, labels: Mapping[str, str]) -> bool:
    """Whether a label selector selects these labels; all of its parts must, and an empty one selects everything."""
    exact: Mapping[str, str] = selector.get("matchLabels") or {}
    return all(labels.get(key) == value for key, value in exact.items()) and all(
        _holds(one, labels) for one in selector.get("matchExpressions") or []
    )


def _holds(expression: Manifest, labels: Mapping[str, str]) -> bool:
    key, values = expression["key"], expression.get("values", [])
    verdicts = {
        "In": labels.get(key) in values,
        "NotIn": labels.get(key) not in values,
        "Exists": key in labels,
        "DoesNotExist": key not in labels,
    }
    return verdicts[expression["operator"]]


def _types(spec: Manifest) -> Sequence[str]:
    """Which directions a policy is about; unsaid, it is ingress, and egress where it has rules for that."""
    return spec.get("policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])]


def _rules(spec: Manifest, direction: str) -> Sequence[Manifest]:
    return spec.get(direction.lower()) or []


def _selects(policy: Manifest, pod: Pod) -> bool:
    return policy["metadata"]["namespace"] == pod.namespace and matches(policy["spec"]["podSelector"], pod.labels)


def in_block(block: Manifest, address: str) -> bool:
    """Whether an address is in a block and in none of its holes."""
    inside = ipaddress.ip_address(address)
    return inside in ipaddress.ip_network(block["cidr"]) and not any(
        inside in ipaddress.ip_network(hole) for hole in block.get("except", [])
    )
