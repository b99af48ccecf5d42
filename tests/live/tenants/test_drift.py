"""Changes outside the program: refresh shows them, up repairs them, and then no change remains."""

import pytest

from tests.live.tenants.holdings import holdings
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

DRIFTED = {
    ("update", "Company", "acme"),
    ("update", "LoginDomains", "acme"),
    ("update", "LoginWhitelist", "acme"),
    ("update", "Queue", "acme/default"),
    ("update", "Credentials", "acme/agent"),
    ("update", "User", "acme"),
}


@pytest.fixture
def made(stack: Stack) -> Stack:
    """A stack with one tenant that uses every setting."""
    stack.write(
        "acme",
        login={"domains": ["acme.example"], "users": ["bob@partner.example"], "admins": ["cto@partner.example"]},
        limits={"users": 5},
        features={"enable": ["reports"]},
        workers={"queues": {"default": {"tags": ["gpu"]}, "gpu": {}}},
        credentials={"ci-runner": {}},
    )
    stack.up().succeeded()
    return stack


def test_drift_of_every_kind_is_shown_and_repaired(made: Stack, server: Simulator) -> None:
    before = server.state()
    drift(made, server)

    assert made.preview("--refresh").succeeded().steps == DRIFTED
    assert server.state() != before
    assert made.refresh().succeeded().steps == DRIFTED
    assert made.up().succeeded().steps == DRIFTED
    assert server.state() == before
    assert made.up("--refresh", "--expect-no-changes").succeeded().steps == set()


def drift(made: Stack, server: Simulator) -> None:
    """Change everything that a tenant's admin or an operator could change by hand."""
    outputs = made.outputs()
    acme, pair = outputs["tenants"]["acme"], outputs["tenantCredentials"]["acme"]["agent"]
    act_as, impersonate = {"X_Clearml_Act_As": acme["adminId"]}, {"X_Clearml_Impersonate_As": acme["adminId"]}
    server.call(
        "system.update_company_settings", {"company": acme["companyId"], "allowed_users": 50, "features": ["queues"]}
    )
    server.call("login.set_domains", {"domains": ["acme.example", "elsewhere.example"]}, **act_as)
    server.call("login.remove_whitelist_entries", {"emails": ["bob@partner.example"]}, **act_as)
    server.call("queues.update", {"queue": acme["queues"]["default"], "name": "renamed"}, **impersonate)
    server.call("auth.edit_credentials", {"access_key": pair["accessKey"], "label": "mine"}, **impersonate)
    server.call("auth.edit_user", {"user": acme["adminId"], "role": "user"}, **act_as)


def test_objects_deleted_outside_are_recreated(made: Stack, server: Simulator) -> None:
    before, held = made.outputs(), holdings(server, "Acme")
    acme, keys = before["tenants"]["acme"], before["tenantCredentials"]["acme"]
    impersonate = {"X_Clearml_Impersonate_As": acme["adminId"]}
    server.call("queues.delete", {"queue": acme["queues"]["gpu"]}, **impersonate)
    server.call("auth.revoke_credentials", {"access_key": keys["agent"]["accessKey"]}, **impersonate)

    again = made.up("--refresh").succeeded()

    assert again.steps == {("create", "Queue", "acme/gpu"), ("create", "Credentials", "acme/agent")}
    after = made.outputs()
    assert holdings(server, "Acme") == held
    assert after["tenantCredentials"]["acme"]["ci-runner"] == keys["ci-runner"]
    assert after["tenantCredentials"]["acme"]["agent"] != keys["agent"]


def test_an_admin_deleted_outside_is_recreated_with_new_keys(made: Stack, server: Simulator) -> None:
    before, held = made.outputs()["tenants"]["acme"], holdings(server, "Acme")
    server.call("auth.delete_user", {"user": before["adminId"]})

    made.up("--refresh").succeeded()

    after = made.outputs()["tenants"]["acme"]
    assert holdings(server, "Acme") == held
    assert after["adminId"] != before["adminId"]
    assert after["queues"] == before["queues"]
    assert made.preview("--refresh", "--expect-no-changes").succeeded().steps == set()


def test_a_company_deleted_outside_is_recreated(made: Stack, server: Simulator) -> None:
    before, held = made.outputs()["tenants"]["acme"], holdings(server, "Acme")
    server.call("tenants.delete_tenant", {"tenant": before["companyId"], "name": "Acme"})

    made.up("--refresh").succeeded()

    assert holdings(server, "Acme") == held
    assert made.outputs()["tenants"]["acme"]["companyId"] != before["companyId"]
    assert made.preview("--refresh", "--expect-no-changes").succeeded().steps == set()
