"""The policy pack on the real engine: it stops what loses a company, and lets everything else pass."""

import pytest

from tests.live.policy_pack import violations, with_pack
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

TYPES = "clearml:tenant:Tenant$clearml:tenant:Account$pulumi-python:dynamic/clearml:Company"
ACME = f"urn:pulumi:test::clearml-platform::{TYPES}::acme"


def test_a_company_is_neither_deleted_nor_replaced_without_a_word(stack: Stack, server: Simulator) -> None:
    pack = with_pack()
    stack.write("acme", login={"domains": ["acme.example"]})
    stack.write("globex")
    assert violations(stack.up(*pack).succeeded()) == []
    before = server.state()

    stack.write("acme", login={"domains": ["labs.acme.example"]}, limits={"users": 5})
    stack.write("hooli")
    assert violations(stack.preview(*pack).succeeded()) == []
    stack.remove("hooli")

    [(level, replaced)] = violations(stack.preview("--replace", ACME, *pack).failed())
    assert level == "mandatory"
    assert "tenant acme: company acme is replaced" in replaced
    assert "`replace company acme`" in replaced

    stack.remove("globex")
    preview = stack.preview(*pack).failed()
    [(level, deleted)] = violations(preview)
    assert level == "mandatory"
    assert "tenant globex: company globex is deleted" in deleted
    assert "policy no-deletion: tenant globex" in preview.messages()
    assert "company globex" in violations(stack.up(*pack).failed())[0][1]
    assert server.state() == before

    stack.configure({"clearml:approvals": ["delete company globex"]})
    assert violations(stack.preview(*pack).succeeded()) == []
    assert violations(stack.up(*pack).succeeded()) == []
    [(level, idle)] = violations(stack.preview(*pack).succeeded())
    assert (level, "`delete company globex` permits nothing" in idle) == ("advisory", True)

    stack.remove("acme")
    stack.write("acmecorp", name="Acme", admin={"name": "Admin", "email": "admin@acme.example"}, formerly="acme")
    stack.configure({"clearml:approvals": []})
    assert violations(stack.preview(*pack).succeeded()) == []
