"""A company that was deleted in ClearML: an error for a protected tenant, drift for others."""

import pytest

from tests.live.tenants.holdings import holdings
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine


def test_a_protected_company_that_is_gone_is_an_error_with_the_way_out(stack: Stack, server: Simulator) -> None:
    stack.write("acme", deletion="protect")
    stack.up().succeeded()
    company = stack.outputs()["tenants"]["acme"]["companyId"]
    server.call("tenants.delete_tenant", {"tenant": company, "name": "Acme", "force": True})
    deleted = server.state()

    for run in (stack.refresh(), stack.up("--refresh"), stack.up()):
        text = run.failed().messages()
        assert f"company {company} was deleted on the server" in text
        assert "set `deletion: delete`" in text
    assert server.state() == deleted
    assert stack.outputs()["tenants"]["acme"]["companyId"] == company


def test_a_company_that_is_gone_is_created_again_where_nothing_protects_it(stack: Stack, server: Simulator) -> None:
    stack.write("acme", deletion="delete")
    stack.up().succeeded()
    company = stack.outputs()["tenants"]["acme"]["companyId"]
    server.call("tenants.delete_tenant", {"tenant": company, "name": "Acme", "force": True})
    stack.up("--refresh").succeeded()
    assert holdings(server, "Acme").companies == 1
    assert stack.outputs()["tenants"]["acme"]["companyId"] != company
    assert stack.preview().succeeded().steps == set()
