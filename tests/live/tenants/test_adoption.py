"""Existing objects are adopted on request only, and one person never belongs to two tenants."""

import pytest

from tests.live.tenants.holdings import holdings
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

WRITES = ("create", "update", "set", "add", "edit", "save", "delete", "remove", "revoke")


def existing_company(server: Simulator) -> str:
    """A company with a user and its own limit, created outside the program."""
    company = str(server.call("system.create_company", {"name": "ACME Ltd"})["id"])
    server.call("auth.create_user", {"name": "Old hand", "email": "old@acme.example", "company": company})
    server.call("system.update_company_settings", {"company": company, "allowed_users": 3})
    server.clear_calls()
    return company


def writes(server: Simulator, service: str) -> list[str]:
    """Writing calls of a service since the log was cleared."""
    actions = [call["endpoint"].split(".") for call in server.calls()]
    return [action for name, action in actions if name == service and action.startswith(WRITES)]


def test_a_company_is_adopted_on_request_and_written_to_only_after_a_preview(stack: Stack, server: Simulator) -> None:
    company = existing_company(server)
    before = server.state()
    stack.write("acme", name="ACME Ltd", limits={"users": 10})
    (problem, *_) = stack.up().failed().problems()
    assert f"`adopt: {company}`" in problem
    assert server.state() == before

    stack.write("acme", name="Acme", adopt=company, limits={"users": 10})
    stack.up().succeeded()
    assert stack.outputs()["tenants"]["acme"]["companyId"] == company
    assert writes(server, "system") + writes(server, "organization") == []
    assert holdings(server, "ACME Ltd").people == ["admin@acme.example", "old@acme.example"]

    assert stack.preview().succeeded().steps == {("update", "Company", "acme")}
    assert stack.up().succeeded().steps == {("update", "Company", "acme")}
    assert holdings(server, "Acme").people == ["admin@acme.example", "old@acme.example"]
    assert stack.preview("--expect-no-changes").succeeded().steps == set()


def test_a_tenant_that_takes_the_name_of_anothers_claim_gets_nothing(stack: Stack, server: Simulator) -> None:
    """A tenant's admin may rename the company; the next tenant's company is looked up by its claim first."""
    stack.write("evil")
    stack.up().succeeded()
    evil = stack.outputs()["tenants"]["evil"]
    renamed = {"company": evil["companyId"], "new_name": "clearml-platform:test:acme"}
    server.call("organization.update_company_name", renamed, X_Clearml_Impersonate_As=evil["adminId"])
    before = server.state()

    stack.write("acme")
    for options in ({"preflight": True}, {"preflight": False}):
        stack.configure({"clearml:api": {"host": server.url, **options}})
        problems = "\n".join(stack.up().failed().problems())
        assert evil["companyId"] in problems
        assert "rename it in ClearML" in problems
        assert server.state()["users"] == before["users"]

    stack.up("--refresh", "--target", "**evil**").succeeded()
    stack.up().succeeded()
    tenants = stack.outputs()["tenants"]
    assert tenants["evil"]["companyId"] == evil["companyId"] != tenants["acme"]["companyId"]


def test_a_domain_or_address_of_another_tenant_is_refused_by_name(stack: Stack, server: Simulator) -> None:
    company = server.call("system.create_company", {"name": "Other"})["id"]
    admin = server.call("auth.create_user", {"name": "O", "email": "o@other.example", "company": company})["id"]
    act_as = {"X_Clearml_Act_As": admin}
    server.call("login.set_domains", {"domains": ["shared.example"]}, **act_as)
    server.call("login.add_whitelist_entries", {"emails": ["bob@partner.example"]}, **act_as)
    stack.configure({"clearml:api": {"host": server.url, "preflight": False}})
    stack.write("acme", login={"domains": ["acme.example", "shared.example"]})
    stack.write("globex", login={"users": ["bob@partner.example"]})

    refused = stack.up("--continue-on-error").failed().problems()

    for value, tenant in {"shared.example": "acme", "bob@partner.example": "globex"}.items():
        (problem,) = (problem for problem in refused if f"tenant {tenant}" in problem)
        assert value in problem
        assert company in problem
    assert holdings(server, "Acme").domains == []
    stack.write("acme", login={"domains": ["acme.example"]})
    stack.write("globex")
    stack.up().succeeded()
    assert holdings(server, "Acme").domains == ["acme.example"]
