"""`formerly`: a renamed tenant file keeps the company and everything in it."""

from typing import Any

import pytest

from tests.live.tenants.holdings import holdings, key_labels
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

TENANT: dict[str, Any] = {
    "name": "Acme",
    "admin": {"name": "Admin", "email": "admin@acme.example"},
    "login": {"domains": ["acme.example"], "users": ["bob@partner.example"]},
    "serviceUsers": {"ci": {}},
    "groups": {"reviewers": {"users": ["admin@acme.example"]}},
    "workers": {"queues": {"default": {}}},
}


def labels(slug: str) -> list[str]:
    return sorted([*key_labels(slug), f"clearml-platform:test:{slug}:service-user-ci:g1"])


@pytest.mark.parametrize("deletion", ["delete", "protect"])
def test_a_renamed_tenant_keeps_everything(stack: Stack, server: Simulator, deletion: str) -> None:
    stack.write("acme", **TENANT, deletion=deletion)
    stack.up().succeeded()
    before, outputs = server.state(), stack.outputs()

    stack.remove("acme")
    stack.write("acmecorp", **TENANT, deletion=deletion, formerly="acme")
    run = stack.up().succeeded()
    assert {operation for operation, _, _ in run.steps} == {"update"}

    assert holdings(server, "Acme").keys == labels("acmecorp")
    for kind in ("companies", "users", "queues", "domains", "whitelist", "groups"):
        assert server.state()[kind] == before[kind], kind
    assert stack.outputs()["tenants"]["acmecorp"] == outputs["tenants"]["acme"]
    assert stack.outputs()["tenantCredentials"]["acmecorp"] == outputs["tenantCredentials"]["acme"]

    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()
    stack.write("acmecorp", **TENANT, deletion=deletion)
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()


def test_a_rename_that_fails_half_way_is_completed_with_updates_alone(stack: Stack, server: Simulator) -> None:
    stack.write("acme", **TENANT)
    stack.up().succeeded()
    before, outputs = server.state(), stack.outputs()
    stack.remove("acme")
    stack.write("acmecorp", **TENANT, formerly="acme")
    server.fault("auth.edit_credentials", kind="error500", times=50)
    stack.up().failed()
    server.clear_faults()

    stack.write("acmecorp", **TENANT)
    assert "formerly: acme" in "\n".join(stack.up().failed().problems())
    stack.write("acmecorp", **TENANT, formerly="acme")
    run = stack.up().succeeded()

    assert {operation for operation, _, _ in run.steps} == {"update"}
    assert holdings(server, "Acme").keys == labels("acmecorp")
    for kind in ("companies", "users", "queues", "domains", "whitelist", "groups"):
        assert server.state()[kind] == before[kind], kind
    assert stack.outputs()["tenantCredentials"]["acmecorp"] == outputs["tenantCredentials"]["acme"]
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()


def test_a_tenant_with_a_company_takes_no_former_name(stack: Stack, server: Simulator) -> None:
    stack.write("acme", **TENANT)
    stack.write("beta", deletion="delete")
    stack.up().succeeded()
    before = server.state()
    stack.remove("beta")
    stack.write("acme", **TENANT, formerly="beta")
    for run in (stack.preview(), stack.up()):
        assert "a tenant has one: remove the line" in "\n".join(run.failed().problems())
    assert server.state() == before


def test_a_renamed_file_without_the_line_is_refused_and_named(stack: Stack, server: Simulator) -> None:
    stack.write("acme", **TENANT)
    stack.up().succeeded()
    company, before = stack.outputs()["tenants"]["acme"]["companyId"], server.state()

    stack.remove("acme")
    for more in ({}, {"adopt": company}):
        stack.write("acmecorp", **TENANT, **more)
        problems = "\n".join(stack.up().failed().problems())
        assert "formerly: acme" in problems, more
        assert server.state() == before


def test_the_old_name_can_be_used_again_afterwards(stack: Stack, server: Simulator) -> None:
    stack.write("acme", **TENANT)
    stack.up().succeeded()
    stack.remove("acme")
    stack.write("acmecorp", **TENANT, formerly="acme")
    stack.up().succeeded()
    company = stack.outputs()["tenants"]["acmecorp"]["companyId"]

    stack.write("acme", name="New Acme", admin={"name": "Eve", "email": "eve@new.example"})
    assert "formerly" in "\n".join(stack.preview().failed().problems())
    stack.write("acmecorp", **TENANT)
    stack.up().succeeded()
    tenants = stack.outputs()["tenants"]
    assert tenants["acmecorp"]["companyId"] == company
    assert tenants["acme"]["companyId"] != company
