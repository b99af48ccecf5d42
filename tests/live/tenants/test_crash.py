"""kill -9 of the engine and all its plugins during `pulumi up`: the next run completes without duplicates."""

import time

import pytest

from tests.live.tenants.conftest import NewStack
from tests.live.tenants.holdings import Holdings, holdings, key_labels
from tests.live.tenants.stack import Stack, kill
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

TENANTS = ("acme", "globex", "initech")
MOMENTS = ("system.create_company", "auth.create_user", "auth.create_credentials")
SECONDS = 60


def wait_for_call(server: Simulator, endpoint: str) -> None:
    """Wait until the server has served the endpoint."""
    deadline = time.monotonic() + SECONDS
    while not server.calls(endpoint):
        assert time.monotonic() < deadline, f"{endpoint} was never called"
        time.sleep(0.02)


@pytest.mark.parametrize("checkpoints", ["kept", "skipped"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_is_completed_by_the_next(stack: Stack, server: Simulator, moment: str, checkpoints: str) -> None:
    environ = {} if checkpoints == "kept" else {"PULUMI_SKIP_CHECKPOINTS": "true"}
    for slug in TENANTS:
        stack.write(slug, login={"domains": [f"{slug}.example"]}, workers={"queues": {"default": {}}})
    server.fault(kind="slow", seconds=0.2, times=100_000)
    running = stack.start("up", "--yes", "--skip-preview", **environ)
    wait_for_call(server, moment)
    kill(running)
    server.clear_faults()
    before = {slug: holdings(server, slug.title()) for slug in TENANTS}

    stack.pulumi("cancel", "--yes")
    stack.up(**environ).succeeded()

    assert before != {slug: finished(slug) for slug in TENANTS}, "the kill came too late to prove anything"
    assert {slug: holdings(server, slug.title()) for slug in TENANTS} == {slug: finished(slug) for slug in TENANTS}
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()


def test_a_kill_right_after_tenants_create_tenant_leaves_no_admin_of_the_server(
    new_stack: NewStack, server: Simulator
) -> None:
    """That call makes an admin with a key pair, whose answer is lost."""
    stack = new_stack(server.url, companyEndpoint="tenants")
    stack.write("acme", login={"domains": ["acme.example"]}, workers={"queues": {"default": {}}})
    server.fault(kind="slow", seconds=0.2, times=100_000)
    running = stack.start("up", "--yes", "--skip-preview")
    wait_for_call(server, "tenants.create_tenant")
    kill(running)
    server.clear_faults()
    (left,) = (row["email"] for row in server.state()["users"] if not row["builtin"])
    assert left.endswith(".internal")

    stack.pulumi("cancel", "--yes")
    stack.up().succeeded()

    assert [row["email"] for row in server.state()["users"] if not row["builtin"]] == ["admin@acme.example"]
    assert holdings(server, "Acme") == finished("acme")
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()


def finished(slug: str) -> Holdings:
    return Holdings(
        people=[f"admin@{slug}.example"], keys=key_labels(slug), queues=["default"], domains=[f"{slug}.example"]
    )
