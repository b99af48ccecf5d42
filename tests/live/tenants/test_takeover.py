"""Objects that a tenant's people made are shown in the preview, taken over with `adopt` only, and never deleted."""

from typing import Any

import pytest

from tests.live.tenants.conftest import NewStack
from tests.live.tenants.holdings import holdings
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine


def act(stack: Stack, server: Simulator, endpoint: str, body: dict[str, Any]) -> Any:
    """Call as the tenant's admin."""
    admin = stack.outputs()["tenants"]["acme"]["adminId"]
    return server.call(endpoint, body, X_Clearml_Impersonate_As=admin)


def queue(stack: Stack, server: Simulator, id_: str) -> dict[str, Any]:
    return dict(act(stack, server, "queues.get_by_id", {"queue": id_})["queue"])


def test_a_queue_of_the_tenants_people(stack: Stack, server: Simulator) -> None:
    stack.write("acme")
    stack.up().succeeded()
    theirs = {"name": "theirs", "tags": ["x"], "display_name": "Theirs"}
    id_ = act(stack, server, "queues.create", theirs)["id"]
    stack.write("acme", workers={"queues": {"theirs": {"tags": ["y"]}}})

    assert f"adopt: {id_}" in stack.preview().failed().messages()
    assert f"adopt: {id_}" in stack.up().failed().messages()
    assert queue(stack, server, id_)["tags"] == ["x"]

    stack.write("acme", workers={"queues": {"theirs": {"tags": ["y"], "adopt": id_}}})
    stack.up().succeeded()
    stack.up().succeeded()
    assert (queue(stack, server, id_)["tags"], queue(stack, server, id_)["display_name"]) == (["y"], "Theirs")
    assert stack.preview("--expect-no-changes").succeeded().steps == set()
    stack.write("acme")
    assert "stays on the server" in stack.up().succeeded().messages()
    assert queue(stack, server, id_)["tags"] == ["y"]


def test_an_invitation_of_the_tenants_admin(stack: Stack, server: Simulator) -> None:
    stack.write("acme")
    stack.up().succeeded()
    act(stack, server, "login.add_whitelist_entries", {"emails": ["bob@p.example"], "role": "user"})
    stack.write("acme", login={"admins": ["bob@p.example"]})
    assert "login.adopt" in stack.preview().failed().messages()

    stack.write("acme", login={"users": ["bob@p.example"]})
    stack.up().succeeded()
    stack.write("acme")
    assert "bob@p.example was invited before" in stack.up().succeeded().messages()
    assert holdings(server, "Acme").whitelist == ["bob@p.example"]

    stack.write("acme", login={"admins": ["bob@p.example"], "adopt": ["bob@p.example"]})
    stack.up().succeeded()
    stack.write("acme")
    stack.up().succeeded()
    assert holdings(server, "Acme").whitelist == []


def test_what_the_file_leaves_out_stays_on_the_server(stack: Stack, server: Simulator) -> None:
    full = {"features": {"enable": ["reports"]}, "workers": {"queues": {"default": {"tags": ["gpu"]}}}}
    stack.write("acme", **full)
    stack.up().succeeded()
    stack.write("acme", workers={"queues": {"default": {"displayName": "Half"}}})
    stack.up().succeeded()

    outputs = stack.outputs()["tenants"]["acme"]
    live = server.call("system.company_info", {"company": outputs["companyId"]})["defaults"]
    assert live["features"] == ["reports"]
    default = queue(stack, server, outputs["queues"]["default"])
    assert (default["tags"], default["display_name"]) == (["gpu"], "Half")

    stack.write("acme", features={"enable": []}, workers={"queues": {"default": {"tags": []}}})
    stack.up().succeeded()
    live = server.call("system.company_info", {"company": outputs["companyId"]})["defaults"]
    assert live["features"] == []
    assert queue(stack, server, outputs["queues"]["default"])["tags"] == []
    assert stack.preview("--expect-no-changes").succeeded().steps == set()


def test_an_empty_list_of_domains_means_none(stack: Stack, server: Simulator) -> None:
    stack.write("acme")
    stack.up().succeeded()
    act(stack, server, "login.set_domains", {"domains": ["theirs.example"]})
    stack.write("acme", login={"users": ["bob@p.example"]})
    stack.up("--refresh").succeeded()
    assert holdings(server, "Acme").domains == ["theirs.example"]

    stack.write("acme", login={"domains": []})
    stack.up().succeeded()
    assert ("update", "LoginDomains", "acme") in stack.preview().succeeded().steps
    stack.up().succeeded()
    assert holdings(server, "Acme").domains == []
    assert stack.preview("--expect-no-changes").succeeded().steps == set()


def test_the_login_address_is_exported(new_stack: NewStack, server: Simulator) -> None:
    stack = new_stack(server.url, webUrl="https://app.ml.example")
    stack.write("acme", login={"sso": {"tenant": "acme idp"}})
    run = stack.up().succeeded()
    assert stack.outputs()["tenants"]["acme"]["loginUrl"] == "https://app.ml.example/login/acme%20idp"
    assert "clearml:controlPlane.server.tenantLogin" in run.messages()
