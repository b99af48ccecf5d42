"""The evaluator itself, against the semantics of kubernetes.io's page on network policies."""

from typing import Any

import pytest

from tests.blueprint.values.policies.evaluator import Cluster, Outside, Pod, matches

SPACES = {"home": {"team": "red"}, "away": {"team": "blue"}, "lost": {}}
HERE = Pod("home", {"app": "web"}, named_ports={"http": 8080})
NEAR = Pod("home", {"app": "db"})
FAR = Pod("away", {"app": "web"}, address="10.244.9.9")
INTERNET = Outside("198.51.100.7")


def policy(pods: dict[str, Any] | None = None, where: str = "home", **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": "p", "namespace": where}, "spec": {"podSelector": pods or {}, **spec}}


def ingress(*peers: dict[str, Any], ports: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    rule: dict[str, Any] = {**({"from": list(peers)} if peers else {}), **({"ports": ports} if ports else {})}
    return policy(policyTypes=["Ingress"], ingress=[rule], **more)


def may(source: Pod | Outside, target: Pod | Outside, *policies: dict[str, Any], port: int = 8080) -> bool:
    return Cluster(SPACES, policies).may(source, target, port)


def test_without_policies_everything_is_open() -> None:
    assert may(FAR, HERE)
    assert may(INTERNET, HERE)
    assert may(HERE, INTERNET)


def test_a_selected_pod_is_shut_in_the_policys_direction_only() -> None:
    deny = policy(policyTypes=["Ingress"])

    assert not may(NEAR, HERE, deny)
    assert not may(INTERNET, HERE, deny)
    assert may(HERE, FAR, deny)
    assert may(NEAR, FAR, deny)


def test_a_policy_leaves_other_pods_and_other_namespaces_alone() -> None:
    deny = policy({"matchLabels": {"app": "db"}}, policyTypes=["Ingress"])

    assert not may(FAR, NEAR, deny)
    assert may(FAR, HERE, deny)
    assert may(NEAR, FAR, deny)


def test_rules_of_all_policies_add_up() -> None:
    allow = ingress({"namespaceSelector": {"matchLabels": {"team": "blue"}}})

    assert may(FAR, HERE, policy(policyTypes=["Ingress"]), allow)
    assert may(FAR, HERE, allow, policy(policyTypes=["Ingress"]))
    assert not may(Pod("lost"), HERE, policy(policyTypes=["Ingress"]), allow)


def test_both_ends_must_allow() -> None:
    no_way_out = policy(where="away", policyTypes=["Egress"])
    out_to_db = policy(where="away", policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}]}])

    assert not may(FAR, HERE, no_way_out)
    assert may(HERE, FAR, no_way_out)
    assert not may(FAR, HERE, out_to_db)
    assert may(FAR, Pod("away"), out_to_db)


def test_one_entry_means_both_selectors_and_two_mean_either() -> None:
    space, pods = (
        {"namespaceSelector": {"matchLabels": {"team": "blue"}}},
        {"podSelector": {"matchLabels": {"app": "web"}}},
    )
    both, either = ingress({**space, **pods}), ingress(space, pods)

    assert may(FAR, HERE, both)
    assert not may(Pod("away", {"app": "db"}), HERE, both)
    assert not may(HERE, NEAR, both)
    assert may(Pod("away", {"app": "db"}), HERE, either)
    assert may(HERE, NEAR, either)


def test_a_pod_selector_alone_means_the_policys_own_namespace() -> None:
    same = ingress({"podSelector": {}})

    assert may(NEAR, HERE, same)
    assert not may(FAR, HERE, same)
    assert not may(INTERNET, HERE, same)


def test_an_empty_namespace_selector_means_every_namespace_and_no_outsider() -> None:
    everywhere = ingress({"namespaceSelector": {}})

    assert may(FAR, HERE, everywhere)
    assert may(NEAR, HERE, everywhere)
    assert not may(INTERNET, HERE, everywhere)


def test_a_rule_without_peers_lets_everybody_in_and_one_without_anything_too() -> None:
    assert may(INTERNET, HERE, ingress())
    assert may(FAR, HERE, ingress(ports=[{"port": 8080}]))
    assert not may(FAR, HERE, ingress(ports=[{"port": 8080}]), port=8081)
    assert may(FAR, HERE, policy(policyTypes=["Ingress"], ingress=[{"from": [], "ports": []}]))


def test_the_name_of_a_namespace_is_a_label_that_needs_no_setting() -> None:
    named = ingress({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "lost"}}})

    assert may(Pod("lost"), HERE, named)
    assert not may(FAR, HERE, named)


def test_blocks_have_holes_and_match_pods_only_where_the_cni_says_so() -> None:
    block = ingress({"ipBlock": {"cidr": "198.51.100.0/24", "except": ["198.51.100.64/26"]}})
    world = ingress({"ipBlock": {"cidr": "0.0.0.0/0"}})

    assert may(INTERNET, HERE, block)
    assert not may(Outside("198.51.100.65"), HERE, block)
    assert not may(Outside("203.0.113.1"), HERE, block)
    assert not may(FAR, HERE, world)
    assert not may(Outside("2001:db8::1"), HERE, world)
    assert Cluster(SPACES, [world], blocks_match_pods=True).may(FAR, HERE, 8080)


def test_ports_have_ranges_names_and_protocols() -> None:
    ranged, named = ingress(ports=[{"port": 8000, "endPort": 8100}]), ingress(ports=[{"port": "http"}])
    udp = ingress(ports=[{"protocol": "UDP", "port": 53}])

    assert [may(FAR, HERE, ranged, port=port) for port in (7999, 8000, 8100, 8101)] == [False, True, True, False]
    assert may(FAR, HERE, named)
    assert not may(FAR, HERE, named, port=8081)
    assert not may(FAR, NEAR, named)
    assert Cluster(SPACES, [udp]).may(FAR, HERE, 53, "UDP")
    assert not may(FAR, HERE, udp, port=53)
    assert may(FAR, HERE, ingress(ports=[{"protocol": "TCP"}]), port=1)


def test_missing_types_follow_from_the_rules() -> None:
    only_ingress, with_egress = policy(), policy(egress=[{"to": [{"podSelector": {}}]}])

    assert not may(FAR, HERE, only_ingress)
    assert may(HERE, FAR, only_ingress)
    assert not may(HERE, FAR, with_egress)
    assert not may(FAR, HERE, with_egress)


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ({}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "web", "tier": "x"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["db", "web"]}]}, True),
        ({"matchExpressions": [{"key": "tier", "operator": "In", "values": ["x"]}]}, False),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
        ({"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["x"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "tier", "operator": "Exists"}]}, False),
        ({"matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
        ({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "tier", "operator": "Exists"}]}, False),
    ],
)
def test_selectors(selector: dict[str, Any], selected: bool) -> None:
    assert matches(selector, {"app": "web"}) is selected
