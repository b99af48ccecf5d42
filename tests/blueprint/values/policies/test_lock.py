"""Locked egress opens no node, no API server and no webhook, whatever peers the settings name."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.blueprint.values.policies import platforms
from tests.blueprint.values.policies.evaluator import Cluster, Outside
from tests.blueprint.values.policies.tenants import BASE, CILIUM, EVERYBODY, PODS, cluster, sites

TASK = PODS["acme task"]
NODE_PORTS = (22, 2379, 2380, 10250, 10257, 10259, 9100)
NODES = {"cidr": "10.10.0.0/16"}


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("billing") / "clearml-billing.tgz"
    path.touch()
    return path


def world(archive: Path, named: list[dict[str, Any]], kind: dict[str, str], **egress: Any) -> Cluster:
    ingress = {"peers": named, **({"className": egress.pop("class_name")} if "class_name" in egress else {})}
    made = cluster(sites(archive, {"egress": egress, "platform": {"cluster": {**BASE, **kind, "ingress": ingress}}}))
    return replace(made, blocks_match_nodes=not kind)


def opened(made: Cluster, source: str, target: str, *ports: int) -> set[int]:
    """The ports that are reached."""
    return {port for port in ports if made.may(PODS[source], EVERYBODY[target], port)}


@pytest.mark.parametrize("kind", [{}, CILIUM])
def test_a_controller_on_the_nodes_opens_its_own_ports_alone(archive: Path, kind: dict[str, str]) -> None:
    made = world(archive, [NODES], kind, apiServers=["10.10.0.1/32"])

    for target in ("node", "own node"):
        assert opened(made, "acme task", target, 80, 443, *NODE_PORTS) == {80, 443}
        assert not opened(made, "acme agent", target, *NODE_PORTS)
    assert not opened(made, "acme task", "API server", 443, 6443, *NODE_PORTS)
    assert opened(made, "acme agent", "API server", 443, 6443, *NODE_PORTS) == {443, 6443}


@pytest.mark.parametrize("kind", [{}, CILIUM])
def test_a_controller_on_the_nodes_reaches_gateway_and_server(archive: Path, kind: dict[str, str]) -> None:
    made = world(archive, [NODES], kind)

    for target, port in (("acme gateway", 8080), ("acme solver", 8089), ("apiserver", 8008)):
        assert made.may(EVERYBODY["node"], PODS[target], port)
        assert not made.may(EVERYBODY["node"], PODS[target], 22)
        assert not made.may(PODS["stranger"], PODS[target], port)
    assert not made.may(EVERYBODY["node"], PODS["acme task"], 8080)
    assert not made.may(EVERYBODY["node"], PODS["mongodb"], 27017)


def test_ciliums_own_controller_reaches_what_a_named_one_does(archive: Path) -> None:
    made = world(archive, [platforms.INGRESS], CILIUM)

    assert made.may(EVERYBODY["cilium's ingress"], PODS["acme gateway"], 8080)
    assert made.may(EVERYBODY["cilium's ingress"], PODS["webserver"], 8080)
    assert not made.may(EVERYBODY["node"], PODS["acme gateway"], 8080)
    assert made.may(PODS["ingress controller"], PODS["acme gateway"], 8080)


@pytest.mark.parametrize("kind", [{}, CILIUM])
def test_a_peer_with_ports_opens_these(archive: Path, kind: dict[str, str]) -> None:
    made = world(archive, [{**NODES, "ports": [30443]}, {"namespace": "stranger", "ports": [8443]}], kind)

    assert opened(made, "acme task", "node", 80, 443, 30443, *NODE_PORTS) == {30443}
    assert opened(made, "acme task", "stranger", 80, 443, 8443) == {8443}


@pytest.mark.parametrize("kind", [{}, CILIUM])
@pytest.mark.parametrize(
    ("peer", "class_name", "ports"),
    [
        (platforms.INGRESS, "nginx", {80, 443}),
        ({"namespace": "ingress-nginx"}, None, {80, 443}),
        ({"namespace": "ingress-nginx"}, "traefik", {80, 443}),
        ({"namespace": "stranger"}, "traefik", {8000, 8443}),
        ({"namespace": "stranger"}, "own", {80, 443}),
        ({"namespace": "stranger", "pods": {"app.kubernetes.io/name": "traefik"}}, None, {8000, 8443}),
    ],
)
def test_the_ports_of_known_controllers_are_known(
    archive: Path, peer: dict[str, Any], class_name: str | None, ports: set[int], kind: dict[str, str]
) -> None:
    """And the admission webhook of ingress-nginx on 8443 is not one of them."""
    made = world(archive, [peer], kind, **({"class_name": class_name} if class_name else {}))
    target = "traefik" if peer["namespace"] == "stranger" else "ingress controller"

    assert opened(made, "acme task", target, 22, 80, 443, 8000, 8080, 8443, 10254) == ports


@pytest.mark.parametrize("kind", [{}, CILIUM])
def test_api_servers_are_for_agent_and_gateway_alone(archive: Path, kind: dict[str, str]) -> None:
    """In the internet, in a peer's network, and with Cilium also where no setting names them."""
    servers = ["10.50.0.0/28", "192.0.2.201/32"]
    made = world(archive, [], kind, apiServers=servers, apiPorts=[443, 16443], peers=[{"cidr": "10.50.0.0/16"}])

    for server in (Outside("10.50.0.9"), EVERYBODY["public API server"]):
        assert not any(made.may(TASK, server, port) for port in (80, 443, 16443))
        for allowed in ("acme agent", "acme gateway"):
            assert [made.may(PODS[allowed], server, port) for port in (80, 443, 16443)] == [False, True, True]
    assert made.may(TASK, Outside("10.50.0.16"), 5432)


def test_with_cilium_agents_reach_the_api_server_and_no_other_node(archive: Path) -> None:
    made = world(archive, [], CILIUM, apiPorts=[6443])

    assert opened(made, "acme agent", "API server", 443, 6443, *NODE_PORTS) == {6443}
    assert not opened(made, "acme agent", "node", 443, 6443)


@pytest.mark.parametrize("kind", [{}, CILIUM])
def test_a_task_that_takes_off_its_label_gains_the_agents_ways_and_no_others(
    archive: Path, kind: dict[str, str]
) -> None:
    made = world(archive, [platforms.INGRESS], kind)

    for target in ("metadata", "globex task", "globex redis", "mongodb", "own node"):
        assert not opened(made, "acme task in disguise", target, 80, 6379, 8888, 27017, 10250)


@pytest.mark.parametrize("kind", [{}, CILIUM])
def test_application_tasks_are_locked_too(archive: Path, kind: dict[str, str]) -> None:
    """They run in the server's namespace, and the server's own pods stay open."""
    above = platforms.platform(archive, workers={}, cluster={**BASE, **kind, "ingress": {"peers": [platforms.INGRESS]}})
    made = replace(platforms.cluster(above), blocks_match_nodes=not kind)
    others = {"kube-system": {}, "openshift-dns": {}, **made.namespaces}
    made = replace(made, namespaces=others)

    def reached(source: str, target: str, *ports: int) -> set[int]:
        return {port for port in ports if made.may(PODS[source], EVERYBODY[target], port)}

    assert reached("app task", "apiserver", 8008, 9000) == {8008}
    assert reached("app task", "dns", 53, 80) == {53}
    assert reached("app task", "ingress controller", 443, 8443) == {443}
    assert reached("app task", "internet", 443) == {443}
    for target in ("metadata", "metadata of Azure", "node", "API server", "mongodb", "acme task", "stranger"):
        assert not reached("app task", target, 80, 443, 6443, 10250, 27017)
    assert reached("apps agent", "API server", 6443)
    assert reached("apiserver", "stranger", 443)
