"""The sandbox's evaluation of network policies."""

from typing import Any

import pytest

from sandbox.kubernetes.policies import Peer, allows, matches

TASK = {"clearml-task-id": "1"}
NEIGHBOUR = Peer(None, {"app": "x"}, "acme", {"kubernetes.io/metadata.name": "acme"})
STRANGER = Peer(None, {"app": "x"}, "globex", {"kubernetes.io/metadata.name": "globex"})


def policy(direction: str, *rules: Any, **selector: Any) -> dict[str, Any]:
    spec = {"podSelector": selector, "policyTypes": [direction], direction.lower(): list(rules)}
    return {"spec": spec}


@pytest.mark.parametrize(
    ("policies", "peer", "port", "expected"),
    [
        ([], STRANGER, 80, True),
        ([policy("Egress")], STRANGER, 80, True),
        ([policy("Ingress")], NEIGHBOUR, 80, False),
        ([policy("Ingress", matchLabels={"app": "other"})], STRANGER, 80, True),
        ([policy("Ingress", {"from": [{"podSelector": {}}]})], NEIGHBOUR, 80, True),
        ([policy("Ingress", {"from": [{"podSelector": {}}]})], STRANGER, 80, False),
        ([policy("Ingress", {"from": [{"namespaceSelector": {}}]})], STRANGER, 80, True),
        ([policy("Ingress"), policy("Ingress", {"ports": [{"port": 80}]})], STRANGER, 80, True),
        ([policy("Ingress", {"ports": [{"port": 80}]})], STRANGER, 81, False),
        ([policy("Ingress", {"ports": [{"port": 80, "endPort": 90}]})], STRANGER, 81, True),
        ([policy("Ingress", {"ports": [{"port": 80, "protocol": "UDP"}]})], STRANGER, 80, False),
        ([policy("Ingress", {"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]})], STRANGER, 80, False),
    ],
)
def test_who_gets_in(policies: list[Any], peer: Peer, port: int, expected: bool) -> None:
    assert allows("Ingress", policies, TASK, "acme", peer, port) is expected


@pytest.mark.parametrize(("address", "expected"), [("203.0.113.1", True), ("169.254.169.254", False), ("::1", False)])
def test_an_address_is_within_a_block_and_outside_its_exceptions(address: str, expected: bool) -> None:
    block = {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}}

    assert allows("Egress", [policy("Egress", {"to": [block]})], TASK, "acme", Peer(address), 80) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"key": "clearml-task-id", "operator": "Exists"}, True),
        ({"key": "clearml-task-id", "operator": "DoesNotExist"}, False),
        ({"key": "app", "operator": "NotIn", "values": ["redis"]}, True),
        ({"key": "app", "operator": "In", "values": ["redis"]}, False),
    ],
)
def test_a_selector(expression: dict[str, Any], expected: bool) -> None:
    assert matches({"matchExpressions": [expression]}, TASK) is expected
