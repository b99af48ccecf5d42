"""Locked egress allows what its settings name and nothing else; `tests/blueprint/values/policies` has the rest."""

from typing import Any

import pytest

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.common.egress import DNS_PORT
from blueprint.values.tenant.egress import locked
from tests.blueprint.values.golden_tenants import made_site, parsed

HALVES = ["0.0.0.0/1", "128.0.0.0/1"]
HALVES_6 = ["::/1", "8000::/1"]
PLATFORM = {"cluster": {"context": "home"}, "controlPlane": {"baseDomain": "clearml.example"}}


def rules(**egress: Any) -> list[dict[str, Any]]:
    """The rules for every pod of a tenant."""
    raw = {"slug": "acme", "tenant": {}, "workers": {"egress": {"locked": True, **egress}}}
    everybody, _ = locked(made_site(parsed(PlatformSettings, PLATFORM), raw))
    found: list[dict[str, Any]] = everybody["spec"]["egress"]
    return found


def families(found: list[dict[str, Any]]) -> set[str]:
    """The address families of which something is open."""
    targets = [target for rule in found if "ports" not in rule for target in rule["to"]]
    return {target["ipBlock"]["cidr"] for target in targets if "ipBlock" in target}


@pytest.mark.parametrize("nothing", [[], None])
def test_without_dns_no_port_is_open_to_everybody(nothing: list[Any] | None) -> None:
    def resolving(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [rule for rule in found if any(port["port"] in (DNS_PORT, 5353) for port in rule.get("ports", ()))]

    assert len(resolving(rules())) == 4
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
