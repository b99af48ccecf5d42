"""Creation of three tenants, a run without changes, and destruction."""

import pytest

from tests.live.tenants.holdings import NOTHING, Holdings, holdings, key_labels
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import KeyPair, Simulator

pytestmark = pytest.mark.engine

PREFLIGHT = {
    "debug.ping",
    "auth.login",
    "server.info",
    "system.get_companies",
    "auth.get_users_info",
    "login.get_whitelist",
}
"""Endpoints that a run without changes may call: the few reads of the preflight."""


@pytest.fixture
def three_tenants(stack: Stack) -> Stack:
    """A large, a small and a middle-sized tenant, as files."""
    stack.write(
        "acme",
        login={"domains": ["acme.example", "labs.acme.example"], "users": ["bob@partner.example"]},
        limits={"users": 10, "serviceUsers": 5, "runningApps": 3},
        features={"enable": ["applications", "pipelines"], "exclude": ["app_management"]},
        workers={"queues": {"default": {"tags": ["gpu"]}, "cpu": {"displayName": "No GPU"}}},
    )
    stack.write("globex")
    stack.write("initech", limits={"users": 5}, credentials={"agent": {"expiresInDays": 90}})
    return stack


def test_create_then_no_change_then_destroy(three_tenants: Stack, server: Simulator) -> None:
    made = three_tenants.up().succeeded()
    assert {operation for operation, _, _ in made.steps} == {"create"}
    assert made.counted["create", "Company"] == 3
    assert made.counted["create", "Credentials"] == 3
    assert made.counted["create", "Queue"] == 2
    assert holdings(server, "Acme") == Holdings(
        people=["admin@acme.example"],
        keys=key_labels("acme"),
        queues=["cpu", "default"],
        domains=["acme.example", "labs.acme.example"],
        whitelist=["bob@partner.example"],
    )
    assert holdings(server, "Globex") == Holdings(people=["admin@globex.example"], keys=key_labels("globex"))

    server.clear_calls()
    assert three_tenants.preview("--expect-no-changes").succeeded().steps == set()
    assert three_tenants.up("--expect-no-changes").succeeded().steps == set()
    assert {call["endpoint"] for call in server.calls()} <= PREFLIGHT

    gone = three_tenants.destroy().succeeded()
    assert {operation for operation, _, _ in gone.steps} == {"delete"}
    assert [holdings(server, name) for name in ("Acme", "Globex", "Initech")] == [NOTHING] * 3
    assert three_tenants.up().succeeded().counted == made.counted


def test_outputs_open_the_tenant_that_they_name(stack: Stack, server: Simulator) -> None:
    stack.write("acme", workers={"queues": {"default": {}}})
    stack.up().succeeded()
    outputs = stack.outputs()
    acme = outputs["tenants"]["acme"]
    assert outputs["platform"] == {"contract": 1, "scope": "all", "apiUrl": server.url}
    assert acme["queues"].keys() == {"default"}
    for pair in outputs["tenantCredentials"]["acme"].values():
        user = server.call("users.get_current_user", pair=KeyPair(pair["accessKey"], pair["secretKey"]))["user"]
        assert (user["id"], user["company"]["id"], user["role"]) == (acme["adminId"], acme["companyId"], "admin")
