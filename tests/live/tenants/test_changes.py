"""A changed tenant file updates only the resources concerned, and never replaces one."""

from typing import Any

import pytest

from tests.live.tenants.holdings import holdings, key_labels
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

BASE: dict[str, Any] = {
    "limits": {"users": 5},
    "features": {"enable": ["reports"]},
    "workers": {"queues": {"default": {"tags": ["gpu"]}}},
}


CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], set[str]]] = {
    "renamed": ({}, {"name": "Another name"}, {"Company"}),
    "limited": ({}, {"limits": {"users": 7, "runningApps": 2}}, {"Company"}),
    "featured": ({}, {"features": {"enable": ["reports", "pipelines"], "exclude": ["queues"]}}, {"Company"}),
    "domained": (
        {"login": {"domains": ["old.example"], "users": ["bob@old.example"]}},
        {"login": {"domains": ["new.example"], "users": ["bob@old.example"]}},
        {"LoginDomains"},
    ),
    "invited": (
        {"login": {"domains": ["Invited.example"], "users": ["eve@p.example"]}},
        {"login": {"domains": ["invited.example"], "admins": ["eve@p.example"]}},
        {"LoginWhitelist"},
    ),
    "tagged": ({}, {"workers": {"queues": {"default": {"tags": ["cpu", "gpu"]}}}}, {"Queue"}),
    "displayed": ({}, {"workers": {"queues": {"default": {"tags": ["gpu"], "displayName": "Half"}}}}, {"Queue"}),
    "greeted": ({}, {"admin": {"name": "Ada", "email": "admin@greeted.example"}}, {"User"}),
    "reordered": (
        {"features": {"enable": ["queues", "reports"]}},
        {"features": {"enable": ["reports", "queues"]}},
        set(),
    ),
}
"""Per tenant: keys of its file before and after, merged over BASE, and the resources concerned."""


def test_each_change_updates_its_own_resource_only(stack: Stack, server: Simulator) -> None:
    """One tenant per change, so that a single run shows the effect of each."""
    for slug, (before, _, _) in CHANGES.items():
        stack.write(slug, **BASE | before)
    stack.up().succeeded()
    for slug, (before, after, _) in CHANGES.items():
        stack.write(slug, **BASE | before | after)

    changed = stack.up().succeeded().steps

    assert {operation for operation, _, _ in changed} == {"update"}
    touched = {slug: {kind for _, kind, name in changed if name.split("/")[0] == slug} for slug in CHANGES}
    assert touched == {slug: kinds for slug, (_, _, kinds) in CHANGES.items()}
    assert holdings(server, "Another name").keys == key_labels("renamed")
    assert holdings(server, "Domained").domains == ["new.example"]
    queues = {queue["company"]: queue["tags"] for queue in server.state()["queues"] if queue["name"] == "default"}
    assert queues[stack.outputs()["tenants"]["tagged"]["companyId"]] == ["cpu", "gpu"]
    assert stack.preview("--expect-no-changes").succeeded().steps == set()


def test_another_admin_gets_own_keys_and_the_rest_goes_on(stack: Stack, server: Simulator) -> None:
    stack.write("acme", login={"domains": ["acme.example"]}, **BASE)
    stack.up().succeeded()
    before = stack.outputs()
    stack.write("acme", login={"domains": ["acme.example"]}, admin={"name": "Eve", "email": "eve@acme.example"}, **BASE)

    changed = stack.up().succeeded()

    assert {kind for operation, kind, _ in changed.steps if operation == "replace"} == {"User", "Credentials"}
    replaced = {"create-replacement", "replace", "delete-replaced"}
    others = {kind for operation, kind, _ in changed.steps if operation not in replaced}
    assert others <= {"Company", "LoginDomains", "Queue", "RunningGuard"}  # they store the admin's id
    assert ("delete-replaced", "User", "acme") in changed.steps
    after = stack.outputs()
    assert after["tenants"]["acme"]["adminId"] != before["tenants"]["acme"]["adminId"]
    assert after["tenants"]["acme"]["queues"] == before["tenants"]["acme"]["queues"]
    assert after["tenants"]["acme"]["companyId"] == before["tenants"]["acme"]["companyId"]
    held = holdings(server, "Acme")
    assert (held.people, held.keys) == (["eve@acme.example"], key_labels("acme"))
    assert (held.domains, held.queues) == (["acme.example"], ["default"])
    assert stack.preview("--expect-no-changes").succeeded().steps == set()
