"""Removal of a tenant's file in each deletion mode, and suspension."""

from dataclasses import replace
from typing import Any

import pytest

from tests.live.tenants.conftest import SUPERVISOR, NewStack
from tests.live.tenants.holdings import NOTHING, Holdings, holdings, key_labels
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator, simulator

pytestmark = pytest.mark.engine

KEYS: dict[str, Any] = {"workers": {"queues": {"default": {}}}}


def whole(slug: str) -> Holdings:
    """All objects of a tenant of this module."""
    return Holdings(
        people=[f"admin@{slug}.example"], keys=key_labels(slug), queues=["default"], domains=[f"{slug}.example"]
    )


def retained(slug: str) -> Holdings:
    """The objects that remain after everything recoverable is removed."""
    return replace(whole(slug), keys=[], domains=[])


def write(stack: Stack, slug: str, **keys: Any) -> None:
    stack.write(slug, **KEYS | {"login": {"domains": [f"{slug}.example"]}} | keys)


def test_a_protected_tenant_cannot_vanish_with_its_file(stack: Stack, server: Simulator) -> None:
    write(stack, "acme", deletion="protect")
    write(stack, "globex")
    stack.up().succeeded()
    before = server.state()

    stack.remove("acme")
    write(stack, "globex", limits={"users": 9})
    for run in (stack.preview().failed(), stack.up().failed()):
        problem, *_ = run.problems()
        assert "tenant acme is protected" in problem
        assert "deletion: retain" in problem
    assert server.state() == before

    write(stack, "acme-research", name="Acme", deletion="protect")
    assert "`formerly: acme`" in "\n".join(stack.preview().failed().problems())


def test_destroy_leaves_a_protected_tenant_whole(stack: Stack, server: Simulator) -> None:
    write(stack, "acme", deletion="protect")
    stack.up().succeeded()
    before = server.state()
    for option in ("--refresh", "--exclude-protected", "--skip-preview"):
        refused = stack.pulumi("destroy", "--yes", option, check=False)
        assert "protect" in refused.stdout + refused.stderr
        assert server.state() == before, option


def test_the_documented_removal_of_a_protected_tenant_works(stack: Stack, server: Simulator) -> None:
    write(stack, "acme", deletion="protect")
    stack.up().succeeded()
    write(stack, "acme", deletion="delete")
    stack.up().succeeded()
    assert holdings(server, "Acme") == whole("acme")
    stack.remove("acme")
    stack.up().succeeded()
    assert holdings(server, "Acme") == NOTHING


def test_retain_delete_and_suspend(stack: Stack, server: Simulator) -> None:
    write(stack, "acme", deletion="retain")
    write(stack, "globex", deletion="delete")
    write(stack, "initech")
    stack.up().succeeded()
    companies = {slug: tenant["companyId"] for slug, tenant in stack.outputs()["tenants"].items()}

    stack.remove("acme")
    stack.remove("globex")
    write(stack, "initech", state="suspended")
    stack.up().succeeded()

    assert holdings(server, "Acme") == retained("acme")
    assert holdings(server, "Globex") == NOTHING
    assert holdings(server, "Initech") == retained("initech")
    known = {row["id"]: row["active"] for row in server.state()["companies"]}
    assert (known[companies["acme"]], known[companies["globex"]]) == (True, False)

    write(stack, "initech")
    stack.up().succeeded()
    assert holdings(server, "Initech") == whole("initech")
    assert stack.outputs()["tenants"]["initech"]["companyId"] == companies["initech"]


def test_running_and_waiting_tasks_are_never_lost(stack: Stack, server: Simulator) -> None:
    write(stack, "acme")
    stack.write("globex")
    stack.up().succeeded()
    tenants = stack.outputs()["tenants"]
    server.enqueue(tenants["acme"]["queues"]["default"], 2)
    server.set_running(tenants["globex"]["companyId"], tasks=1)

    write(stack, "acme", workers={})
    stack.remove("globex")
    refused = stack.up("--continue-on-error").failed()
    assert {"deleteWhenNotEmpty", "deleteWhileRunning"} <= words(refused.problems())
    assert holdings(server, "Acme").queues == ["default"]
    assert holdings(server, "Globex") == Holdings(people=["admin@globex.example"], keys=key_labels("globex"))

    write(stack, "acme", workers={"queues": {"default": {"deleteWhenNotEmpty": True}}})
    stack.write("globex", deleteWhileRunning=True)
    stack.up().succeeded()
    write(stack, "acme", workers={})
    stack.remove("globex")
    stack.up().succeeded()
    assert holdings(server, "Acme").queues == []
    assert holdings(server, "Globex") == NOTHING


def words(problems: list[str]) -> set[str]:
    """The text of all problems, without punctuation."""
    return {word.strip("`.,;:") for problem in problems for word in problem.split()}


def test_a_server_that_cannot_delete_companies_is_reported_with_the_alternatives(new_stack: NewStack) -> None:
    with simulator(profile="enterprise", supervisor=SUPERVISOR, server_version="3.28") as server:
        stack = new_stack(server.url)
        write(stack, "acme")
        stack.up().succeeded()
        stack.remove("acme")
        (problem, *_) = stack.up().failed().problems()
        assert problem.startswith("tenant acme: could not delete company 'Acme'")
        assert "requires ClearML Enterprise" in problem
        assert "deletion: retain" in problem
        assert holdings(server, "Acme") == retained("acme")

        write(stack, "acme", deletion="retain")
        stack.up().succeeded()
        assert holdings(server, "Acme") == whole("acme")
        stack.remove("acme")
        stack.up().succeeded()
        assert holdings(server, "Acme") == retained("acme")
