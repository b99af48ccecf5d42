"""One tenant fails; `--continue-on-error` lets the others complete. The look at the server beforehand is off."""

import pytest

from tests.live.tenants.conftest import NewStack
from tests.live.tenants.holdings import holdings
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

UNKNOWN = "0" * 32


@pytest.fixture
def stack(new_stack: NewStack, server: Simulator) -> Stack:
    """A stack that meets a refusal only when the resource does."""
    return new_stack(server.url, preflight=False)


def test_the_others_complete_and_the_next_run_repairs_the_failed_one(stack: Stack, server: Simulator) -> None:
    stack.write("acme", workers={"queues": {"default": {}}})
    stack.write("globex", adopt=UNKNOWN, workers={"queues": {"default": {}}})
    stack.write("initech", workers={"queues": {"default": {}}})

    refused = stack.up("--continue-on-error").failed()

    (problem,) = [one for one in refused.problems() if UNKNOWN in one]
    assert problem.startswith("tenant globex: ")
    for slug in ("acme", "initech"):
        assert holdings(server, slug.title()).people == [f"admin@{slug}.example"]
        assert holdings(server, slug.title()).queues == ["default"]

    stack.write("globex", workers={"queues": {"default": {}}})
    assert {name.split("/")[0] for _, _, name in stack.up().succeeded().steps} == {"globex"}
    assert stack.preview("--expect-no-changes").succeeded().steps == set()


def test_a_company_that_cannot_be_changed_keeps_its_people_and_keys(stack: Stack, server: Simulator) -> None:
    stack.write("acme", workers={"queues": {"default": {}}})
    stack.up().succeeded()
    before = holdings(server, "Acme")
    server.call("system.create_company", {"name": "Acme Two"})
    stack.write("acme", name="Acme Two", workers={"queues": {"default": {}}})
    stack.write("globex")

    stack.up("--continue-on-error").failed()

    assert holdings(server, "Globex").people == ["admin@globex.example"]
    assert holdings(server, "Acme") == before
