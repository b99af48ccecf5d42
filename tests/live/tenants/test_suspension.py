"""`state: suspended` stops access, also if another tenant is refused in the same run."""

import pytest

from tests.live.tenants.holdings import holdings
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import KeyPair, Simulator

pytestmark = pytest.mark.engine

LOGIN = {"domains": ["acme.example"], "users": ["bob@partner.example"]}
QUEUE: dict[str, dict[str, dict[str, object]]] = {"queues": {"default": {}}}


@pytest.fixture
def made(stack: Stack, server: Simulator) -> Stack:
    """A tenant with a service user, whose admin has opened another domain and made a key pair in the UI."""
    stack.write("acme", login=LOGIN, serviceUsers={"ci": {}}, workers=QUEUE)
    stack.up().succeeded()
    admin = stack.outputs()["tenants"]["acme"]["adminId"]
    server.call("auth.create_credentials", {"label": "own"}, X_Clearml_Impersonate_As=admin)
    return stack


def test_all_access_stops_and_comes_back(made: Stack, server: Simulator) -> None:
    before, outputs = holdings(server, "Acme"), made.outputs()
    made.write("acme", login=LOGIN, serviceUsers={"ci": {}}, workers=QUEUE, state="suspended")
    run = made.up().succeeded()
    assert "what this cannot stop" in run.messages()
    suspended = holdings(server, "Acme")
    assert (suspended.keys, suspended.domains, suspended.whitelist) == ([], [], [])
    assert (suspended.people, suspended.queues, suspended.services) == (before.people, before.queues, before.services)
    assert made.preview("--refresh", "--expect-no-changes").succeeded().steps == set()

    admin = outputs["tenants"]["acme"]["adminId"]
    server.call("auth.create_credentials", {"label": "own again"}, X_Clearml_Impersonate_As=admin)
    assert made.up("--refresh").succeeded().steps == {("update", "Suspension", "acme")}
    assert holdings(server, "Acme").keys == []

    made.write("acme", login=LOGIN, serviceUsers={"ci": {}}, workers=QUEUE)
    made.up().succeeded()
    again = holdings(server, "Acme")
    assert again.keys == [label for label in before.keys if label != "own"]
    assert (again.domains, again.whitelist) == (before.domains, before.whitelist)
    assert made.preview("--refresh", "--expect-no-changes").succeeded().steps == set()


def test_a_refusal_of_another_tenant_does_not_keep_one_open(made: Stack, server: Simulator) -> None:
    pairs = made.outputs()["tenantCredentials"]["acme"]
    made.write("acme", login=LOGIN, serviceUsers={"ci": {}}, workers=QUEUE, state="suspended")
    made.write("aaa", adopt="0" * 32)
    made.configure({"clearml:api": {"host": server.url, "preflight": False}})
    made.up().failed()
    assert holdings(server, "Acme").keys == []
    assert holdings(server, "Acme").domains == []
    assert pairs["agent"]
    pair = KeyPair(pairs["agent"]["accessKey"], pairs["agent"]["secretKey"])
    answer = server.control.post(f"{server.url}/users.get_current_user", headers=pair.header, json={})
    assert answer.status_code == 401


def test_a_suspended_tenant_can_be_removed_and_stays_closed_if_kept(made: Stack, server: Simulator) -> None:
    made.write("acme", login=LOGIN, state="suspended", deletion="retain")
    made.up().succeeded()
    made.remove("acme")
    made.up().succeeded()
    kept = holdings(server, "Acme")
    assert (kept.companies, kept.keys, kept.domains, kept.whitelist) == (1, [], [], [])
