"""Lost answers of creating calls: one `pulumi up` creates one object. For other faults see tests/providers/clearml."""

from typing import Any

import pytest

from tests.live.tenants.conftest import NewStack
from tests.live.tenants.holdings import Holdings, holdings, key_labels
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

CREATING = (
    "system.create_company",
    "auth.create_user",
    "auth.create_credentials",
    "queues.create",
    "login.set_domains",
    "login.add_whitelist_entries",
    "sso.save_provider_configuration",
)
EVERYTHING: dict[str, Any] = {
    "login": {
        "domains": ["acme.example"],
        "users": ["bob@partner.example"],
        "sso": {"tenant": "acme-idp", "provider": {"kind": "keycloak", "id": "acme", "configuration": {"realm": "a"}}},
    },
    "workers": {"queues": {"default": {}}},
}
EXPECTED = Holdings(
    people=["admin@acme.example"],
    keys=key_labels("acme"),
    queues=["default"],
    domains=["acme.example"],
    whitelist=["bob@partner.example"],
    sso=["acme"],
)


def with_everything(stack: Stack) -> Stack:
    stack.write("acme", **EVERYTHING)
    stack.pulumi("config", "set", "--secret", "clearml:ssoClientSecret-acme", stdin="throw-away")
    return stack


def struck(server: Simulator) -> set[str]:
    """The endpoints whose answer was lost."""
    return {call["endpoint"] for call in server.calls() if call["fault"]}


def test_one_run_survives_the_loss_of_every_creating_answer(stack: Stack, server: Simulator) -> None:
    for endpoint in CREATING:
        server.fault(endpoint, kind="reset_after_write")
    with_everything(stack).up().succeeded()
    assert struck(server) == set(CREATING)
    assert holdings(server, "Acme") == EXPECTED
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()


def test_tenants_create_tenant_makes_one_company_too(new_stack: NewStack, server: Simulator) -> None:
    stack = with_everything(new_stack(server.url, companyEndpoint="tenants"))
    server.fault("tenants.create_tenant", kind="reset_after_write")
    stack.up().succeeded()
    assert struck(server) == {"tenants.create_tenant"}
    assert holdings(server, "Acme") == EXPECTED
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()
