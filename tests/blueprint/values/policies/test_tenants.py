"""Every arrow of two tenants beside the platform, allowed and denied: `tenant_arrows.txt` is the table."""

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from blueprint.catalog.networks import CONTROLLERS
from blueprint.settings.platform.cluster import ClusterSettings
from tests.blueprint.values.golden_tenants import parsed
from tests.blueprint.values.policies.arrows import arrows, broken, wrong
from tests.blueprint.values.policies.evaluator import Cluster, Outside, Pod
from tests.blueprint.values.policies.tenants import (
    BASE,
    EVERYBODY,
    FORMS,
    LOCKED,
    PODS,
    TENANTS,
    cluster,
    elsewhere,
    sites,
)

TABLE = arrows("tenant_arrows.txt")


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("billing") / "clearml-billing.tgz"
    path.touch()
    return path


def world(archive: Path, form: dict[str, Any], **workers: Any) -> Cluster:
    return cluster(sites(archive, form, **workers))


def mistakes(made: Cluster, form: str) -> list[str]:
    """The arrows of the table that are not as it says."""
    return list(wrong(made, EVERYBODY, TABLE, list(FORMS).index(form)))


def test_the_table_is_whole() -> None:
    assert len(TABLE) > 80
    assert all(len(one.verdicts) == len(FORMS) and set(one.verdicts) <= {"yes", "no"} for one in TABLE)
    assert {name for one in TABLE for name in (one.source, one.target)} <= set(EVERYBODY)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("blocks_match_pods", [False, True])
def test_every_arrow(archive: Path, form: str, blocks_match_pods: bool) -> None:
    """Whatever the CNI makes of `ipBlock`: no policy of ours relies on the one or the other reading."""
    cilium = "cilium" in form
    matching = blocks_match_pods and not cilium
    made = replace(world(archive, FORMS[form]), blocks_match_pods=matching, blocks_match_nodes=not cilium)

    assert mistakes(made, form) == []


def test_unnamed_controllers_are_known_by_their_labels(archive: Path) -> None:
    """In namespaces that are neither the platform's nor a tenant's, on their own ports alone."""
    for form, controller in itertools.product(("bare", "cilium, bare"), CONTROLLERS):
        made = replace(fence(world(archive, FORMS[form])), blocks_match_nodes=False)
        pod, task = Pod("stranger", dict([controller.label])), PODS["acme task"]
        reached = {port for port in (22, 80, 443, 8000, 8080, 8443, 9000, 10080, 10443) if made.may(task, pod, port)}

        assert reached == set(controller.ports)
        for foreign in ("globex", "clearml"):
            allowed = {8080} if foreign == "clearml" else set()
            assert not any(made.may(task, replace(pod, namespace=foreign), port) for port in reached - allowed)


def fence(made: Cluster) -> Cluster:
    """The first tenant's policies alone, as if nobody else had any."""
    return replace(made, policies=[one for one in made.policies if one["metadata"]["namespace"] == "acme"])


LOCKED_FORMS = ["locked", "own", "default", "cilium"]


@pytest.mark.parametrize("form", LOCKED_FORMS)
def test_a_locked_tenant_needs_no_other_policies(archive: Path, form: str) -> None:
    assert mistakes(fence(world(archive, FORMS[form])), form) == []


@pytest.mark.parametrize("form", ["named", "unnamed", "ports", *LOCKED_FORMS])
def test_no_mistake_in_a_tenants_policy_goes_unseen(archive: Path, form: str) -> None:
    """Each policy, each rule and each of its restrictions is there for an arrow of the table."""
    made = world(archive, FORMS[form])
    alone = fence(made)
    others = [] if form in LOCKED_FORMS else [one for one in made.policies if one not in alone.policies]
    every = list(broken(alone.policies))

    unseen = [name for name, own in every if not mistakes(replace(made, policies=[*others, *own]), form)]

    assert len(every) > 6
    assert not unseen, "\n".join(unseen)


def test_without_known_labels_the_gateways_port_is_that_of_every_pod_but_tasks(archive: Path) -> None:
    made = world(archive, FORMS["named"], gateway={})
    ingress = PODS["ingress controller"]

    assert made.may(ingress, PODS["acme gateway"], 8080)
    assert made.may(ingress, PODS["acme agent"], 8080)
    assert not made.may(ingress, PODS["acme task"], 8080)
    assert not made.may(PODS["stranger"], PODS["acme agent"], 8080)


def test_without_a_gateway_nothing_is_open(archive: Path) -> None:
    made = world(archive, FORMS["named"], gateway=None)

    assert not made.may(PODS["ingress controller"], PODS["acme gateway"], 8080)
    assert not made.may(PODS["ingress controller"], PODS["acme solver"], 8089)


def test_without_isolation_there_are_no_policies(archive: Path) -> None:
    assert world(archive, {"platform": {"isolation": {"enabled": False}}}).policies == []


def test_names_may_be_resolved_by_the_metadata_address_and_no_more(archive: Path) -> None:
    """As on GKE with Cloud DNS."""
    made = world(archive, {"egress": {**LOCKED, "dns": [{"cidr": "169.254.169.254/32"}]}})
    task, metadata = PODS["acme task"], EVERYBODY["metadata"]

    assert made.may(task, metadata, 53, "UDP")
    assert made.may(task, metadata, 53)
    assert not made.may(task, metadata, 80)


def test_peers_are_reached_although_their_network_is_blocked(archive: Path) -> None:
    made = world(archive, {"egress": {**LOCKED, "peers": [{"cidr": "10.50.0.0/16"}, {"namespace": "stranger"}]}})

    assert made.may(PODS["acme task"], EVERYBODY["database elsewhere"], 5432)
    assert made.may(PODS["acme task"], PODS["stranger"], 80)
    assert not made.may(PODS["acme task"], Outside("10.51.0.9"), 5432)
    assert not made.may(PODS["acme task"], EVERYBODY["metadata"], 80)


@pytest.mark.parametrize(
    ("network", "neighbour"),
    [("169.254.0.0/16", "169.254.1.1"), ("fd00::/8", "fd00::1"), ("169.254.169.254/32", None), ("128.0.0.0/1", None)],
)
@pytest.mark.parametrize(("source", "servers"), [("acme task", False), ("acme agent", False), ("acme agent", True)])
def test_no_configured_network_opens_the_metadata_address(
    archive: Path, network: str, neighbour: str | None, source: str, servers: bool
) -> None:
    named = [{"cidr": network}]
    beside = {**BASE, "ingress": {"peers": named}}
    egress = {
        **LOCKED,
        "blocked": ["169.254.0.0/16", "192.0.2.192/26", "fd00::/8"],
        "peers": named,
        "apiServers": [network] if servers else [],
    }

    made = world(archive, {"egress": egress, "platform": {"cluster": beside}})

    for metadata, port in itertools.product(("metadata", "metadata by IPv6"), (80, 443)):
        assert not made.may(PODS[source], EVERYBODY[metadata], port)
    assert neighbour is None or made.may(PODS[source], Outside(neighbour), 443)


def test_unless_the_api_servers_are_named_agents_reach_their_ports_anywhere(archive: Path) -> None:
    made = world(archive, {"egress": {**LOCKED, "apiServers": []}})

    assert made.may(PODS["acme agent"], EVERYBODY["node"], 443)
    assert made.may(PODS["acme gateway"], EVERYBODY["API server"], 6443)
    assert not made.may(PODS["acme agent"], EVERYBODY["node"], 10250)
    assert not made.may(PODS["acme agent"], EVERYBODY["metadata"], 443)
    assert not made.may(PODS["acme task"], EVERYBODY["node"], 443)


@pytest.mark.parametrize(("address", "reached"), [("10.60.0.1", True), ("redis.example", False)])
def test_a_redis_outside_is_reached_by_its_address(archive: Path, address: str, reached: bool) -> None:
    """A name says nothing to a policy: `egress.peers` must say where it is."""
    redis = {"mode": "external", "external": {"host": address, "port": 6380}}
    made = world(archive, {"egress": LOCKED, "platform": {"redis": redis}})

    assert made.may(PODS["acme agent"], Outside("10.60.0.1"), 6380) is reached
    assert not made.may(PODS["acme agent"], Outside("10.60.0.1"), 6379)
    assert not made.may(PODS["acme task"], Outside("10.60.0.1"), 6380)


def test_on_another_cluster_its_own_controller_and_monitoring_count(archive: Path) -> None:
    """And what the platform's cluster has is no business of this one: a namespace `clearml` here is somebody else's."""
    away = {**BASE, "ingress": {"peers": [{"namespace": "stranger"}]}, "monitoring": [{"namespace": "kube-system"}]}
    places = sites(archive, FORMS["locked"])
    moved = cluster(elsewhere(places, parsed(ClusterSettings, away)))
    made = replace(moved, policies=[one for one in moved.policies if one["metadata"]["namespace"] in TENANTS])

    assert made.may(PODS["stranger"], PODS["acme gateway"], 8080)
    assert not made.may(PODS["ingress controller"], PODS["acme gateway"], 8080)
    assert made.may(PODS["system"], PODS["acme agent"], 9000)
    assert not made.may(PODS["prometheus"], PODS["acme agent"], 9000)
    assert made.may(PODS["acme task"], EVERYBODY["internet"], 443)
    assert not made.may(PODS["acme task"], PODS["apiserver"], 8008)
    assert not made.may(PODS["acme agent"], PODS["shared redis"], 6379)
    assert not made.may(PODS["acme task"], PODS["globex task"], 8888)
