"""Whatever the settings name: tasks never reach metadata services, other tenants, API servers, or nodes' own ports."""

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.catalog.networks import METADATA, PRIVATE
from tests.blueprint.values.policies import platforms
from tests.blueprint.values.policies.evaluator import Cluster, Outside, Pod
from tests.blueprint.values.policies.tenants import BASE, CILIUM, EVERYBODY, PODS, cluster, sites

NETWORKS = st.sampled_from(
    ["10.0.0.0/8", "10.10.0.0/16", "10.10.0.1/32", "192.0.2.0/24", "169.254.0.0/16", "128.0.0.0/1", "fd00::/8", "::/1"]
)
PORTS = st.lists(st.sampled_from([80, 443, 8443, 30443]), max_size=2, unique=True)
PEERS = st.one_of(
    st.fixed_dictionaries({"cidr": NETWORKS, "ports": PORTS}),
    st.fixed_dictionaries({"namespace": st.sampled_from(["ingress-nginx", "stranger"]), "ports": PORTS}),
)
LISTS = st.lists(PEERS, max_size=2)
SERVERS = ["10.10.0.1/32", "192.0.2.201/32"]
EGRESS = st.fixed_dictionaries(
    {"apiServers": st.just(SERVERS)},
    optional={"peers": LISTS, "blocked": st.lists(st.sampled_from(PRIVATE), min_size=1, max_size=3)},
)
NODE_PORTS = (22, 2379, 6443, 10250)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("billing") / "clearml-billing.tgz"
    path.touch()
    return path


def world(archive: Path, ingress: list[dict[str, Any]], egress: dict[str, Any], *, cilium: bool) -> Cluster:
    home = {**BASE, **(CILIUM if cilium else {}), "ingress": {"peers": ingress}}
    made = cluster(sites(archive, {"egress": egress, "platform": {"cluster": home}}))
    return replace(made, blocks_match_nodes=not cilium)


@settings(max_examples=15, deadline=None)
@given(ingress=LISTS, egress=EGRESS, cilium=st.booleans())
def test_no_setting_opens_what_is_never_open(
    archive: Path, ingress: list[dict[str, Any]], egress: dict[str, Any], cilium: bool
) -> None:
    made, task = world(archive, ingress, egress, cilium=cilium), PODS["acme task"]

    closed: list[Pod | Outside] = [
        *(Outside(cidr.split("/")[0]) for cidr in METADATA),
        *(PODS[f"globex {each}"] for each in ("agent", "task", "redis", "solver")),
        PODS["mongodb"],
        PODS["shared redis"],
    ]
    for target, port in itertools.product(closed, (80, 443, 6379, 8888, 10250)):
        assert not made.may(task, target, port), (target, port)
    for server, port in itertools.product(("API server", "public API server"), (22, 443, 6443, 10250)):
        assert not made.may(task, EVERYBODY[server], port), (server, port)


@settings(max_examples=15, deadline=None)
@given(ingress=LISTS, egress=EGRESS, cilium=st.booleans())
def test_the_ingress_controller_opens_no_port_of_a_node_but_its_own(
    archive: Path, ingress: list[dict[str, Any]], egress: dict[str, Any], cilium: bool
) -> None:
    made = world(archive, ingress, egress | {"peers": [], "blocked": list(PRIVATE)}, cilium=cilium)

    for source, port in itertools.product(("acme task", "acme gateway"), NODE_PORTS):
        if source == "acme task" or port != 6443:
            assert not made.may(PODS[source], EVERYBODY["node"], port)


@settings(max_examples=15, deadline=None)
@given(ingress=LISTS, egress=EGRESS, cilium=st.booleans())
def test_what_tenants_need_is_always_open(
    archive: Path, ingress: list[dict[str, Any]], egress: dict[str, Any], cilium: bool
) -> None:
    made = world(archive, [platforms.INGRESS, *ingress], egress, cilium=cilium)

    needed = [("apiserver", 8008), ("fileserver", 8081), ("webserver", 8080), ("dns", 53), ("ingress controller", 443)]
    for source, (target, port) in itertools.product(("acme task", "acme agent", "acme gateway"), needed):
        assert made.may(PODS[source], PODS[target], port)
    for source in ("acme agent", "acme gateway"):
        assert made.may(PODS[source], EVERYBODY["API server"], 6443)
    assert made.may(PODS["acme agent"], PODS["shared redis"], 6379)
    assert made.may(PODS["acme gateway"], PODS["acme task"], 8888)
    assert made.may(PODS["ingress controller"], PODS["acme gateway"], 8080)
