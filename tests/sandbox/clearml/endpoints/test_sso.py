"""sso.*: provider configurations by id, without secrets in any answer (REF, inferences INF)."""

import pytest

from tests.sandbox.clearml.asking import A, B, Person, ask, person, unique
from tests.sandbox.clearml.process import Simulator

SECRET = "canary-of-the-provider-secret"


@pytest.fixture
def admin(enterprise_server: Simulator) -> Person:
    company = enterprise_server.call("system.create_company", {"name": unique("Sso")})["id"]
    return person(enterprise_server, "admin", company=company)


def save(sim: Simulator, admin: Person, id_: str, **more: object) -> None:
    configuration = {"id": id_, "display_name": id_.title(), "client_secret": SECRET, **more}
    body = {"provider": "keycloak", "configuration": configuration}
    assert ask(sim, "sso.save_provider_configuration", body, admin.keys).data == {}


def listed(sim: Simulator, admin: Person) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = ask(sim, "sso.get_provider_configurations", {}, admin.keys).data["configurations"]
    return rows


def test_saving_inserts_or_replaces_by_id(enterprise_server: Simulator, admin: Person) -> None:
    save(enterprise_server, admin, "one")
    save(enterprise_server, admin, "two")
    save(enterprise_server, admin, "one", display_name="First")
    rows = listed(enterprise_server, admin)
    assert [(row["id"], row["display_name"]) for row in rows] == [("one", "First"), ("two", "Two")]
    assert list(rows[0]) == ["id", "display_name", "provider", "category", "active", "readonly", "last_update"]


def test_the_secret_is_nowhere(enterprise_server: Simulator, admin: Person) -> None:
    save(enterprise_server, admin, "one")
    answers = [ask(enterprise_server, "sso.get_provider_configurations", {}, admin.keys).http.text]
    answers += [str(enterprise_server.state()), str(enterprise_server.calls())]
    assert not any(SECRET in text for text in answers)


def test_the_last_active_one_cannot_be_switched_off(enterprise_server: Simulator, admin: Person) -> None:
    def switch(ids: list[str], **active: object) -> tuple[int, int]:
        answer = ask(enterprise_server, "sso.set_provider_configurations_active", {"ids": ids, **active}, admin.keys)
        return answer.status, answer.subcode if answer.status != 200 else answer.data["updated"]

    save(enterprise_server, admin, "one")
    save(enterprise_server, admin, "two")
    assert switch(["one", "two"], active=False) == (400, 86)
    assert switch(["one"], active=False) == (200, 1)
    assert switch(["two"], active=False) == (400, 86)
    assert switch(["one"]) == (200, 1)
    assert [row["active"] for row in listed(enterprise_server, admin)] == [True, True]


def test_deleting_returns_the_count(enterprise_server: Simulator, admin: Person) -> None:
    save(enterprise_server, admin, "one")
    body = {"ids": ["one", "none"]}
    assert ask(enterprise_server, "sso.delete_provider_configurations", body, admin.keys).data == {"deleted": 1}
    assert ask(enterprise_server, "sso.delete_provider_configurations", body, admin.keys).data == {"deleted": 0}


def test_company_is_for_system_users(enterprise_server: Simulator, admin: Person) -> None:
    body = {"company": B, "provider": "okta", "configuration": {"id": "x"}}
    assert ask(enterprise_server, "sso.save_provider_configuration", body).data == {}
    refused = ask(enterprise_server, "sso.get_provider_configurations", {"company": A}, admin.keys)
    assert refused.error[:2] == (400, 13)
    assert ask(enterprise_server, "sso.get_provider_configurations", {"company": "nope"}).error[:2] == (400, 10)


def test_an_id_is_needed(enterprise_server: Simulator, admin: Person) -> None:
    body = {"provider": "okta", "configuration": {}}
    assert ask(enterprise_server, "sso.save_provider_configuration", body, admin.keys).error[:2] == (400, 12)
