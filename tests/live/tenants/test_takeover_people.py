"""Users, service users and groups that others made: refused in the preview, taken over with `adopt`, and released."""

from typing import Any

import pytest

from tests.live.tenants.holdings import holdings
from tests.live.tenants.stack import Stack
from tests.live.tenants.test_takeover import act
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine


def foreign_company(server: Simulator) -> tuple[str, str]:
    """A company and its user, created outside the program."""
    company = str(server.call("system.create_company", {"name": "ACME Ltd"})["id"])
    user = server.call(
        "auth.create_user", {"name": "Old hand", "email": "old@acme.example", "company": company, "role": "admin"}
    )["id"]
    return company, str(user)


def refused(stack: Stack, line: str) -> None:
    """Preview and up refuse the files with this line, and nothing is written."""
    for run in (stack.preview(), stack.up()):
        assert line in "\n".join(run.failed().problems())


def limits_and_features(server: Simulator, company: str) -> dict[str, Any]:
    """The company's settings without those of single sign-on."""
    settings = dict(server.call("system.company_info", {"company": company})["defaults"])
    return {key: value for key, value in settings.items() if key != "sso"}


def group_named(stack: Stack, server: Simulator, name: str) -> dict[str, Any]:
    """The group of the tenant, as its admin sees it."""
    groups = act(stack, server, "permissions.get_user_groups", {})["groups"]
    (group,) = (group for group in groups if group["name"] == name)
    return dict(group)


def settled(stack: Stack) -> None:
    """A second run writes what differs from the file; then nothing is left to do."""
    stack.up().succeeded()
    stack.up().succeeded()
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()


def test_a_company_and_its_user_are_released_on_removal(stack: Stack, server: Simulator) -> None:
    company, user = foreign_company(server)
    before = server.state()
    person: dict[str, Any] = {"name": "Old hand", "email": "old@acme.example"}
    stack.write("acme", name="ACME Ltd", admin=person)
    refused(stack, f"adopt: {company}")
    stack.write("acme", name="ACME Ltd", admin=person, adopt=company)
    refused(stack, f"`adopt: {user}` under `admin:`")
    assert server.state() == before

    stack.write("acme", name="ACME Ltd", admin=person | {"adopt": user}, adopt=company)
    settled(stack)
    stack.remove("acme")
    said = stack.up().succeeded().messages()

    assert "was adopted, so it was released and not deleted" in said
    held = holdings(server, "ACME Ltd")
    assert (held.companies, held.people, held.keys) == (1, ["old@acme.example"], [])


def test_a_person_stays_when_another_admin_replaces_them(stack: Stack, server: Simulator) -> None:
    company, user = foreign_company(server)
    person: dict[str, Any] = {"name": "Old hand", "email": "old@acme.example", "adopt": user}
    stack.write("acme", name="ACME Ltd", admin=person, adopt=company)
    settled(stack)
    stack.write("acme", name="ACME Ltd", adopt=company)
    stack.up().succeeded()
    assert holdings(server, "ACME Ltd").people == ["admin@acme.example", "old@acme.example"]


def test_a_company_of_another_stack_is_refused_even_with_adopt(stack: Stack, server: Simulator) -> None:
    company, user = foreign_company(server)
    label = "clearml-platform:prod:acme:agent:g1"
    server.call("auth.create_credentials", {"label": label}, X_Clearml_Impersonate_As=user)
    stack.write("acme", name="ACME Ltd", adopt=company)
    refused(stack, "is managed by tenant acme of stack clearml-platform/prod")


def test_service_users_and_groups_of_the_tenants_people(stack: Stack, server: Simulator) -> None:
    stack.write("acme")
    stack.up().succeeded()
    robot = act(stack, server, "auth.create_service_user", {"name": "robot"})["id"]
    group = act(stack, server, "permissions.add_or_update_user_group", {"name": "night", "description": "theirs"})["id"]
    stack.write("acme", serviceUsers={"robot": {}})
    refused(stack, f"adopt: {robot}")
    stack.write("acme", groups={"night": {"users": ["admin@acme.example"]}})
    refused(stack, f"(id {group})")

    members = {"users": ["admin@acme.example"], "existing": True}
    stack.write("acme", serviceUsers={"robot": {"adopt": robot}}, groups={"night": members})
    settled(stack)
    stack.write("acme")
    assert "was not created by this stack, so it stays" in stack.up().succeeded().messages()

    held = holdings(server, "Acme")
    assert (held.services, held.groups) == (["robot"], ["night"])
    assert group_named(stack, server, "night")["description"] == "theirs"
    assert not any(":service-user-robot:" in label for label in held.keys)


def test_what_the_file_does_not_name_is_not_managed(stack: Stack, server: Simulator) -> None:
    """Limits, features, texts, groups' members, and settings of single sign-on that people set in the meantime."""
    admin = {"name": "Admin", "email": "admin@acme.example", "givenName": "Ada"}
    stack.write(
        "acme", admin=admin, groups={"team": {"users": ["admin@acme.example"]}}, login={"sso": {"tenant": "t1"}}
    )
    stack.up().succeeded()
    outputs = stack.outputs()["tenants"]["acme"]
    company, admin_id = outputs["companyId"], outputs["adminId"]
    theirs = {"allowed_users": 7, "max_running_apps": 2, "features": ["reports"], "exclude_features": ["pipelines"]}
    server.call("system.update_company_settings", {"company": company, **theirs})
    robot = act(stack, server, "auth.create_service_user", {"name": "robot"})["id"]
    changed = {"id": group_named(stack, server, "team")["id"], "description": "theirs", "users": [admin_id, robot]}
    act(stack, server, "permissions.add_or_update_user_group", changed)
    before = limits_and_features(server, company)

    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()
    stack.write(
        "acme",
        name="Acme 2",
        admin=admin | {"givenName": "Eve"},
        groups={"team": {"users": ["admin@acme.example"], "serviceUsers": []}},
        login={"sso": {"tenant": "t2"}},
    )
    stack.up("--refresh").succeeded()

    assert limits_and_features(server, company) == before
    group = group_named(stack, server, "team")
    assert group["description"] == "theirs"
    assert {user["id"] for user in group["users"]} == {admin_id, robot}
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().steps == set()
