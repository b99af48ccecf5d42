"""Locked egress allows what its settings name and nothing else; `tests/blueprint/values/policies` has the rest."""

import ipaddress
from typing import Any

import pytest

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.common.egress import DNS_PORT
from blueprint.values.tenant.egress import locked
from tests.blueprint.values.golden_tenants import made_site, parsed

HALVES = ["0.0.0.0/1", "128.0.0.0/1"]
HALVES_6 = ["::/1", "8000::/1"]
PLATFORM = {"cluster": {"context": "home"}, "controlPlane": {"baseDomain": "clearml.example"}}


def rules(proxy: str | None = None, **egress: Any) -> list[dict[str, Any]]:
    """The rules for every pod of a tenant."""
    raw = {"slug": "acme", "tenant": {}, "workers": {"egress": {"locked": True, **egress}}}
    home = {"context": "home", **({} if proxy is None else {"proxy": {"url": proxy}})}
    every_pod, _ = locked(made_site(parsed(PlatformSettings, PLATFORM | {"cluster": home}), raw))
    found: list[dict[str, Any]] = every_pod["spec"]["egress"]
    return found


def families(found: list[dict[str, Any]]) -> set[str]:
    """The address families of which something is open."""
    targets = [target for rule in found if "ports" not in rule for target in rule["to"]]
    return {target["ipBlock"]["cidr"] for target in targets if "ipBlock" in target}


@pytest.mark.parametrize("nothing", [[], None])
def test_without_dns_no_port_is_open_to_everybody(nothing: list[Any] | None) -> None:
    def resolving(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [rule for rule in found if any(port["port"] in (DNS_PORT, 5353) for port in rule.get("ports", ()))]

    assert len(resolving(rules())) == 5
    assert resolving(rules(dns=nothing)) == []
    assert all(rule["to"] for rule in rules(dns=nothing, peers=nothing))


@pytest.mark.parametrize(
    ("blocked", "left"),
    [
        (["10.0.0.0/8"], {"0.0.0.0/0", "::/0"}),
        (HALVES, {"::/0"}),
        (HALVES_6, {"0.0.0.0/0"}),
        ([*HALVES, *HALVES_6], set()),
    ],
)
def test_a_family_that_is_blocked_as_a_whole_has_no_rule(blocked: list[str], left: set[str]) -> None:
    found = rules(blocked=blocked)

    assert families(found) == left
    assert all(rule["to"] for rule in found)


@pytest.mark.parametrize(
    "address",
    ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "169.254.169.252", "169.254.169.254", "fe80::a9fe:a9fe"],
)
def test_no_list_of_networks_opens_the_credentials_of_a_cloud(address: str) -> None:
    found = rules(blocked=[], peers=[{"cidr": "169.254.0.0/16"}, {"cidr": "fd00::/8"}, {"cidr": "fe80::/10"}])
    blocks = [target["ipBlock"] for rule in found for target in rule["to"] if "ipBlock" in target]

    holding = [block for block in blocks if holds(block["cidr"], address)]
    assert len(holding) == 2
    assert all(any(holds(hole, address) for hole in block["except"]) for block in holding)


def test_tasks_resolve_names_by_the_caches_of_kubernetes_and_of_kubespray() -> None:
    addressed = [target["ipBlock"]["cidr"] for rule in rules() for target in rule["to"] if "ipBlock" in target]

    assert {"169.254.20.10/32", "169.254.25.10/32"} <= set(addressed)


@pytest.mark.parametrize(
    ("proxy", "cidr", "port"),
    [
        ("http://10.1.2.3:3128", "10.1.2.3/32", 3128),
        ("http://10.1.2.3", "10.1.2.3/32", 80),
        ("https://[fd12::3]", "fd12::3/128", 443),
    ],
)
def test_a_proxy_in_a_private_network_is_open_on_its_port_alone(proxy: str, cidr: str, port: int) -> None:
    (rule,) = [rule for rule in rules(proxy) if rule["to"] == [{"ipBlock": {"cidr": cidr}}]]

    assert rule["ports"] == [{"protocol": "TCP", "port": port}]


@pytest.mark.parametrize("proxy", ["http://proxy.example:3128", "http://169.254.169.254:80", "http://10.10.0.1:6443"])
def test_a_proxy_opens_no_metadata_service_and_no_api_server(proxy: str) -> None:
    assert rules(proxy, apiServers=["10.10.0.1/32"]) == rules(apiServers=["10.10.0.1/32"])


def holds(cidr: str, address: str) -> bool:
    """Whether the network has the address."""
    return ipaddress.ip_address(address) in ipaddress.ip_network(cidr)
