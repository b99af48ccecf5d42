"""A destroy or removal that ends half-way: the next `pulumi up` restores the tenant, or names the command that does."""

from typing import Any

import pytest

from tests.live.tenants.holdings import NOTHING, Holdings, holdings
from tests.live.tenants.run import Run
from tests.live.tenants.stack import Stack, kill
from tests.live.tenants.test_crash import wait_for_call
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

WHOLE: dict[str, Any] = {
    "login": {
        "domains": ["acme.example"],
        "users": ["bob@partner.example"],
        "sso": {"tenant": "acme-idp", "provider": {"kind": "keycloak", "id": "acme", "configuration": {"realm": "a"}}},
    },
    "serviceUsers": {"ci": {}},
    "groups": {"reviewers": {"users": ["admin@acme.example"]}},
    "workers": {"queues": {"default": {}}},
}
EXPECTED = Holdings(
    people=["admin@acme.example"],
    keys=["clearml-platform:test:acme:agent:g1", "clearml-platform:test:acme:service-user-ci:g1"],
    queues=["default"],
    domains=["acme.example"],
    whitelist=["bob@partner.example"],
    sso=["acme"],
    services=["ci"],
    groups=["reviewers"],
)
DELETING = (
    "auth.revoke_credentials",
    "login.set_domains",
    "login.remove_whitelist_entries",
    "sso.delete_provider_configurations",
    "tenants.delete_tenant",
    "auth.delete_user",
)


@pytest.fixture
def made(stack: Stack) -> Stack:
    stack.pulumi("config", "set", "--secret", "clearml:ssoClientSecret-acme", stdin="throw-away")
    stack.write("acme", **WHOLE)
    stack.up().succeeded()
    return stack


def healed(stack: Stack) -> Run:
    """The next run, or the one that it asks for."""
    run = stack.up()
    if run.code != 0:
        assert "pulumi up --refresh" in run.messages()
        run = stack.up("--refresh")
    return run.succeeded()


def check_whole(stack: Stack, server: Simulator) -> None:
    assert holdings(server, "Acme") == EXPECTED
    active = {row["id"] for row in server.state()["companies"] if row["active"]}
    people = [row for row in server.state()["users"] if not row["builtin"] and row["email"]]
    assert {row["company"] for row in people} <= active
    assert {row["company"] for row in server.state()["sso"]} <= active
    for pair in stack.outputs()["tenantCredentials"]["acme"].values():
        if "accessKey" in pair:
            listed = {row["access_key"] for row in server.state()["credentials"]}
            assert pair["accessKey"] in listed
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()


@pytest.mark.parametrize("moment", DELETING)
def test_a_killed_destroy_is_undone_by_the_next_run(made: Stack, server: Simulator, moment: str) -> None:
    server.fault(kind="slow", seconds=0.2, times=100_000)
    server.clear_calls()
    running = made.start("destroy", "--yes", "--skip-preview")
    wait_for_call(server, moment)
    kill(running)
    server.clear_faults()
    made.pulumi("cancel", "--yes")
    healed(made)
    check_whole(made, server)


@pytest.mark.parametrize(
    ("moment", "fault"), [*((moment, "unauthorized") for moment in DELETING), ("tenants.delete_tenant", "error500")]
)
def test_a_failed_destroy_is_undone_by_the_next_run(made: Stack, server: Simulator, moment: str, fault: str) -> None:
    server.fault(moment, kind=fault, times=100)
    made.destroy().failed()
    server.clear_faults()
    healed(made)
    check_whole(made, server)


@pytest.mark.parametrize("moment", ["auth.revoke_credentials", "tenants.delete_tenant"])
def test_a_killed_removal_is_finished_or_undone(made: Stack, server: Simulator, moment: str) -> None:
    made.write("globex")
    made.up().succeeded()
    made.remove("acme")
    server.fault(kind="slow", seconds=0.2, times=100_000)
    server.clear_calls()
    running = made.start("up", "--yes", "--skip-preview")
    wait_for_call(server, moment)
    kill(running)
    server.clear_faults()
    made.pulumi("cancel", "--yes")
    made.write("acme", **WHOLE)
    healed(made)
    check_whole(made, server)
    made.remove("acme")
    made.up().succeeded()
    assert holdings(server, "Acme") == NOTHING


def test_a_removal_that_tasks_forbid_takes_nothing(made: Stack, server: Simulator) -> None:
    company = made.outputs()["tenants"]["acme"]["companyId"]
    server.set_running(company, tasks=1)
    made.destroy().failed()
    assert holdings(server, "Acme") == EXPECTED
    made.up().succeeded()
    server.set_running(company, tasks=0)
    check_whole(made, server)
