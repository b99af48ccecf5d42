"""A protected tenant keeps everything, also after partial runs that left other resources of the state behind."""

import pytest

from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

LOGIN = {"domains": ["beta.example"], "users": ["bob@beta.example"]}


@pytest.fixture
def partly_protected(stack: Stack) -> Stack:
    """A stack whose tenant beta became protected in a run of that tenant alone, without the registers."""
    stack.write("acme")
    stack.write("beta", login=LOGIN, serviceUsers={"ci": {}}, workers={"queues": {"default": {}}})
    stack.up().succeeded()
    stack.write("beta", login=LOGIN, serviceUsers={"ci": {}}, workers={"queues": {"default": {}}}, deletion="protect")
    stack.up("--target", "**::beta**").succeeded()
    return stack


def test_a_removed_file_takes_nothing(partly_protected: Stack, server: Simulator) -> None:
    before = server.state()
    partly_protected.remove("beta")
    for options in ((), ("--continue-on-error",), ("--target", "**::beta**"), ("--refresh",)):
        assert partly_protected.up(*options).failed().problems()
        assert server.state() == before, options


def test_destroy_takes_nothing_of_it(partly_protected: Stack, server: Simulator) -> None:
    beta = partly_protected.outputs()["tenants"]["beta"]["companyId"]
    before = of_company(server, beta)
    for options in ((), ("--continue-on-error",), ("--refresh",), ("--target", "**beta/agent", "--target-dependents")):
        partly_protected.destroy(*options).failed()
        assert of_company(server, beta) == before, options


def of_company(server: Simulator, company: str) -> dict[str, list[object]]:
    """Rows of one company, without times of use."""
    state = server.state()
    users = {row["id"] for row in state["users"] if row["company"] == company}
    own = {
        kind: [row for row in state[kind] if row.get("company") == company] for kind in ("users", "queues", "domains")
    }
    keys = sorted((row["user"], row["label"]) for row in state["credentials"] if row["user"] in users)
    active = [row["active"] for row in state["companies"] if row["id"] == company]
    return own | {"keys": keys, "active": active}


def test_a_change_of_its_key_pair_or_admin_still_works(partly_protected: Stack, server: Simulator) -> None:
    partly_protected.write(
        "beta",
        login=LOGIN,
        credentials={"agent": {"generation": 2}},
        admin={"name": "Eve", "email": "eve@beta.example"},
        deletion="protect",
    )
    partly_protected.up().succeeded()
    people = [row["email"] for row in server.state()["users"] if row["email"]]
    assert "eve@beta.example" in people
    assert "admin@beta.example" not in people
