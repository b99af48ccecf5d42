"""CiliumNetworkPolicies as docs.cilium.io defines them: entities, endpoints and networks; a denial wins.

Networks match what is outside the cluster alone, never pods and nodes.
"""

import enum
import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

KIND = "CiliumNetworkPolicy"
SPACE = "k8s:io.kubernetes.pod.namespace"
SPACE_LABEL = "k8s:io.cilium.k8s.namespace.labels."
Manifest = Mapping[str, Any]


class Verdict(enum.Enum):
    """What the policies of this kind say about one connection; SILENT if none selects the pod."""

    SILENT = enum.auto()
    CLOSED = enum.auto()
    ALLOWED = enum.auto()
    DENIED = enum.auto()


class PolicyCluster(Protocol):
    """What is asked of a cluster."""

    @property
    def policies(self) -> Sequence[Manifest]: ...
    def labels(self, namespace: str) -> Mapping[str, str]: ...


def verdict(cluster: PolicyCluster, own: Any, other: Any, direction: str, port: int, protocol: str) -> Verdict:
    """The verdict about a connection out of the pod `own`, or into it."""
    policies = [one for one in cluster.policies if one.get("kind") == KIND and _selects(cluster, one, own)]
    allowing, denying = direction.lower(), f"{direction.lower()}Deny"
    specs = [(one["metadata"]["namespace"], one["spec"]) for one in policies if {allowing, denying} & set(one["spec"])]
    for section, meaning in ((denying, Verdict.DENIED), (allowing, Verdict.ALLOWED)):
        for home, spec in specs:
            if any(_matches(cluster, home, rule, other, port, protocol) for rule in spec.get(section, ())):
                return meaning
    return Verdict.CLOSED if specs else Verdict.SILENT


def _selects(cluster: PolicyCluster, policy: Manifest, pod: Any) -> bool:
    home = policy["metadata"]["namespace"]
    return bool(home == pod.namespace) and _is_endpoint(cluster, home, policy["spec"]["endpointSelector"], pod)


def _matches(cluster: PolicyCluster, home: str, rule: Manifest, other: Any, port: int, protocol: str) -> bool:
    """An empty rule matches nothing, one of ports alone every target."""
    kinds = [key for key in rule if key.startswith(("to", "from")) and key != "toPorts"]
    assert len(kinds) <= 1, f"Cilium refuses {kinds} in one rule"
    meant = any(_is(cluster, home, kind, target, other) for kind in kinds for target in rule[kind])
    opened = [one for each in rule.get("toPorts", ()) for one in each["ports"]]
    return (meant or not kinds) and bool(rule) and (not opened or any(_opens(one, port, protocol) for one in opened))


def _opens(opened: Manifest, port: int, protocol: str) -> bool:
    assert isinstance(opened["port"], str), "Cilium's ports are strings"
    return int(opened["port"]) == port and opened["protocol"] == protocol


def _is(cluster: PolicyCluster, home: str, kind: str, target: Any, other: Any) -> bool:
    pod = hasattr(other, "namespace")
    if kind == "toEndpoints":
        return pod and _is_endpoint(cluster, home, target, other)
    if kind in ("toEntities", "fromEntities"):
        return not pod and target in other.entities
    assert kind == "toCIDRSet", kind
    return not pod and not other.node and _in_block(target, other.address)


def _in_block(block: Manifest, address: str) -> bool:
    inside = ipaddress.ip_address(address)
    holes = [ipaddress.ip_network(hole) for hole in block.get("except", ())]
    return inside in ipaddress.ip_network(block["cidr"]) and not any(inside in hole for hole in holes)


def _is_endpoint(cluster: PolicyCluster, home: str, selector: Manifest, pod: Any) -> bool:
    """Without a word about namespaces, a selector means the policy's own."""
    labels = {
        **pod.labels,
        SPACE: pod.namespace,
        **{SPACE_LABEL + key: value for key, value in cluster.labels(pod.namespace).items()},
    }
    exact: Mapping[str, str] = selector.get("matchLabels", {})
    expressions: Sequence[Manifest] = selector.get("matchExpressions", ())
    named = [*exact, *(one["key"] for one in expressions)]
    if not any(key == SPACE or key.startswith(SPACE_LABEL) for key in named) and pod.namespace != home:
        return False
    return all(labels.get(key) == value for key, value in exact.items()) and all(
        _holds(one, labels) for one in expressions
    )


def _holds(expression: Manifest, labels: Mapping[str, str]) -> bool:
    key, values, operator = expression["key"], expression.get("values", ()), expression["operator"]
    verdicts = {
        "In": labels.get(key) in values,
        "NotIn": labels.get(key) not in values,
        "Exists": key in labels,
        "DoesNotExist": key not in labels,
    }
    return verdicts[operator]
