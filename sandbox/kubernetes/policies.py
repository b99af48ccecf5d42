"""Evaluates network policies, because nothing enforces them here: no pod of the sandbox has a network.

Semantics: kubernetes.io/docs/concepts/services-networking/network-policies. Named ports count as open.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Labels = Mapping[str, str]
Policy = Mapping[str, Any]


@dataclass(frozen=True)
class Peer:
    """The other end of a connection: a pod with its namespace, or an address outside the cluster."""

    address: str | None = None
    labels: Labels = field(default_factory=dict)
    namespace: str = ""
    namespace_labels: Labels = field(default_factory=dict)


def allows(direction: str, policies: Iterable[Policy], pod: Labels, own: str, peer: Peer, port: int) -> bool:
    """Whether the policies of the namespace `own` admit a connection of a pod with these labels.

    `direction` is `Ingress` or `Egress`; `port` is the destination's TCP port.
    """
    selecting = [one for one in policies if _concerns(one["spec"], direction, pod)]
    ends = ("from", "ingress") if direction == "Ingress" else ("to", "egress")
    rules = [rule for one in selecting for rule in one["spec"].get(ends[1], ())]
    return not selecting or any(_port(rule, port) and _peer(rule.get(ends[0]), peer, own) for rule in rules)


def _concerns(spec: Mapping[str, Any], direction: str, pod: Labels) -> bool:
    return direction in spec.get("policyTypes", ["Ingress"]) and matches(spec["podSelector"], pod)


def _port(rule: Mapping[str, Any], port: int) -> bool:
    return not rule.get("ports") or any(_admits(one, port) for one in rule["ports"])


def _admits(entry: Mapping[str, Any], port: int) -> bool:
    first = entry.get("port", port)
    if entry.get("protocol", "TCP") != "TCP":
        return False
    return isinstance(first, str) or first <= port <= entry.get("endPort", first)


def _peer(entries: Iterable[Mapping[str, Any]] | None, peer: Peer, own: str) -> bool:
    return not entries or any(_is_peer(one, peer, own) for one in entries)


def _is_peer(entry: Mapping[str, Any], peer: Peer, own: str) -> bool:
    if "ipBlock" in entry:
        return peer.address is not None and _within(entry["ipBlock"], peer.address)
    if peer.address is not None:
        return False
    space = entry.get("namespaceSelector")
    in_namespace = peer.namespace == own if space is None else matches(space, peer.namespace_labels)
    return in_namespace and matches(entry.get("podSelector") or {}, peer.labels)


def _within(block: Mapping[str, Any], address: str) -> bool:
    def inside(network: str) -> bool:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network)

    return inside(block["cidr"]) and not any(inside(one) for one in block.get("except", ()))


def matches(selector: Mapping[str, Any], labels: Labels) -> bool:
    """Whether a label selector matches."""
    same = all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    return same and all(_expression(one, labels) for one in selector.get("matchExpressions", ()))


def _expression(one: Mapping[str, Any], labels: Labels) -> bool:
    key, operator = one["key"], one["operator"]
    if operator in ("Exists", "DoesNotExist"):
        return (key in labels) is (operator == "Exists")
    return (labels.get(key) in one["values"]) is (operator == "In")
