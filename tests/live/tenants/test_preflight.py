"""Mistakes that only the server shows: all are reported together, at preview and at `pulumi up`, before any change."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.live.tenants.conftest import SUPERVISOR, NewStack
from tests.live.tenants.holdings import NOTHING, Holdings, holdings, key_labels
from tests.live.tenants.run import Run
from tests.live.tenants.stack import Stack, kill
from tests.sandbox.clearml.process import Simulator, simulator

pytestmark = pytest.mark.engine

SECONDS = 60
OTHER: dict[str, Any] = {
    "companies": [{"id": "a" * 32, "name": "Acme"}],
    "users": [{"id": "b" * 32, "name": "O", "email": "admin@globex.example", "role": "admin", "company": "a" * 32}],
}


def failed(stack: Stack, command: str, **environ: str) -> Run:
    """The preview or `pulumi up`, which must fail before any step."""
    run = stack.preview(**environ) if command == "preview" else stack.up(**environ)
    assert run.failed().steps == set()
    return run


def lines(run: Run) -> list[str]:
    """The lines of the error, without its heading."""
    return [line for problem in run.problems() for line in problem.splitlines() if ".yaml: " in line]


@pytest.mark.parametrize("command", ["preview", "up"])
def test_a_taken_name_email_and_domain_are_reported_together(new_stack: NewStack, command: str) -> None:
    with simulator(supervisor=SUPERVISOR, seed=OTHER) as server:
        headers = {"X_Clearml_Act_As": "b" * 32}
        server.call("login.set_domains", {"domains": ["initech.example"]}, SUPERVISOR, **headers)
        stack = new_stack(server.url)
        stack.write("acme")
        stack.write("globex")
        stack.write("initech", login={"domains": ["initech.example"]})
        found = lines(failed(stack, command))
        assert [line.split(" ")[:2] for line in found] == [
            ["tenants/test/acme.yaml:", "name:"],
            ["tenants/test/globex.yaml:", "admin.email:"],
            ["tenants/test/initech.yaml:", "login.domains:"],
        ]
        assert holdings(server, "Globex") == NOTHING


@pytest.mark.parametrize("command", ["preview", "up"])
def test_a_wrong_key_pair_is_one_line_without_its_secret(stack: Stack, command: str) -> None:
    stack.write("acme")
    stack.write("globex")
    environ = {"CLEARML_API_ACCESS_KEY": "WRONGCANARY", "CLEARML_API_SECRET_KEY": "wrong-secret-canary"}
    run = failed(stack, command, **environ)
    (line,) = [line for line in run.messages().splitlines() if "401/22" in line]
    assert "clearml:apiAccessKey" in line
    assert "Enterprise" not in line
    assert "secret-canary" not in run.text


def test_a_server_that_is_down_ends_the_preview(stack: Stack, server: Simulator) -> None:
    stack.write("acme")
    server.kill()
    assert "clearml:api.host" in failed(stack, "preview").messages()


def test_an_open_source_server_is_one_sentence_for_all_tenants(new_stack: NewStack) -> None:
    with simulator(profile="oss", supervisor=SUPERVISOR) as server:
        stack = new_stack(server.url)
        stack.write("acme")
        stack.write("globex")
        run = failed(stack, "preview")
    assert len([line for line in run.messages().splitlines() if "open-source ClearML server" in line]) == 1


def test_the_preflight_can_be_switched_off(new_stack: NewStack, server: Simulator) -> None:
    stack = new_stack(server.url, preflight=False)
    stack.write("acme")
    stack.preview().succeeded()
    assert server.calls("system.get_companies") == []


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


FINISHED = Holdings(people=["admin@acme.example"], keys=key_labels("acme"), domains=["acme.example"])


@pytest.mark.parametrize(
    ("endpoint", "loss"),
    [("tenants.delete_tenant", "was deleted on the server"), ("auth.revoke_credentials", "took key pair acme/agent")],
)
def test_an_interrupted_destroy_is_reported_and_a_refresh_restores_everything(
    stack: Stack, server: Simulator, endpoint: str, loss: str
) -> None:
    stack.write("acme", login={"domains": ["acme.example"]})
    stack.up().succeeded()
    server.fault(endpoint, kind="slow", seconds=30, when="after", times=2)
    process = stack.start("destroy", "--yes", "--skip-preview")
    wait_until(lambda: not holdings(server, "Acme").companies or not holdings(server, "Acme").keys)
    if endpoint == "tenants.delete_tenant":
        wait_until(lambda: not holdings(server, "Acme").companies)
    kill(process)
    server.clear_faults()
    stack.pulumi("cancel", "--yes")
    for run in (stack.preview(), stack.up()):
        (line,) = [line for line in run.failed().messages().splitlines() if "tenant acme: " in line]
        assert loss in line
        assert "interrupted destroy or removal" in line or "destroy or removal was interrupted" in line
        assert "`pulumi up --refresh`" in line
    stack.preview("--refresh").succeeded()
    stack.up("--refresh").succeeded()
    assert holdings(server, "Acme") == FINISHED
    assert stack.preview("--expect-no-changes").succeeded().steps == set()


def test_a_company_that_was_deleted_in_the_middle_is_created_again_after_a_refresh(
    stack: Stack, server: Simulator
) -> None:
    stack.write("acme", login={"domains": ["acme.example"]})
    stack.up().succeeded()
    company = stack.outputs()["tenants"]["acme"]["companyId"]
    server.call("tenants.delete_tenant", {"tenant": company, "name": "Acme", "force": True}, SUPERVISOR)
    assert f"company {company} was deleted on the server" in stack.preview().failed().messages()
    stack.up("--refresh").succeeded()
    assert holdings(server, "Acme") == FINISHED
