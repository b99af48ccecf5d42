"""auth.*_credentials: the secret is returned once; no limit on the open server, one on Enterprise."""

import re
import time

import pytest

from tests.sandbox.clearml.asking import COMPANIES, A, ask, person
from tests.sandbox.clearml.process import KeyPair, Simulator, simulator

REQUIRED = "Validation error (error for field 'access_key'. field is required!)"


def test_a_new_pair_is_shown_once(any_server: Simulator) -> None:
    user = person(any_server)
    made = ask(any_server, "auth.create_credentials", {"label": "agent"}, user.keys).data["credentials"]
    assert list(made) == ["access_key", "label", "secret_key"]
    assert re.fullmatch("[A-Z0-9]{30}", made["access_key"])
    assert re.fullmatch("[A-Za-z0-9][A-Za-z0-9_-]{66}", made["secret_key"])
    listed = ask(any_server, "auth.get_credentials", {}, user.keys)
    assert made["secret_key"] not in listed.http.text
    assert [row.get("label") for row in listed.data["credentials"]] == [None, "agent"]


def test_a_repeat_makes_a_second_live_pair(any_server: Simulator) -> None:
    user = person(any_server)
    pairs = [
        ask(any_server, "auth.create_credentials", {"label": "x"}, user.keys).data["credentials"] for _ in range(2)
    ]
    assert pairs[0]["access_key"] != pairs[1]["access_key"]
    for pair in pairs:
        assert ask(any_server, "auth.login", {}, KeyPair(pair["access_key"], pair["secret_key"])).status == 200


def test_a_label_must_be_a_string(any_server: Simulator) -> None:
    text = "Validation error (error for field 'label': ('value is wrong, expected type \"str\"', 5).)"
    assert ask(any_server, "auth.create_credentials", {"label": 5}).error == (400, 12, text)
    user = person(any_server)
    assert "label" not in ask(any_server, "auth.create_credentials", {"label": None}, user.keys).data["credentials"]


def test_get_credentials_shows_the_last_use_without_an_offset(open_server: Simulator) -> None:
    user = person(open_server)
    rows = ask(open_server, "auth.get_credentials", {}, user.keys, X_Clearml_Worker="my-host").data["credentials"]
    assert list(rows[0]) == ["access_key", "last_used", "last_used_from"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?", rows[0]["last_used"])
    assert rows[0]["last_used_from"] == "my-host"


@pytest.mark.parametrize(
    ("headers", "seen"),
    [({}, "127.0.0.1"), ({"X-Forwarded-For": "10.0.0.1"}, "10.0.0.1"), ({"X-Trains-Worker": "w"}, "w")],
)
def test_where_a_pair_was_used(any_server: Simulator, headers: dict[str, str], seen: str) -> None:
    user = person(any_server)
    rows = ask(any_server, "auth.get_credentials", {}, user.keys, **headers).data["credentials"]
    assert rows[0]["last_used_from"] == seen


def test_a_pair_never_used_has_no_last_use(open_server: Simulator) -> None:
    user = person(open_server)
    made = ask(open_server, "auth.create_credentials", {}, user.keys).data["credentials"]
    rows = ask(open_server, "auth.get_credentials", {}, user.keys).data["credentials"]
    assert rows[1] == {"access_key": made["access_key"]}


def test_edit(any_server: Simulator) -> None:
    user = person(any_server)
    body = {"access_key": user.keys.access_key, "label": "new"}
    assert ask(any_server, "auth.edit_credentials", body, user.keys).data == {"updated": 1}
    assert ask(any_server, "auth.get_credentials", {}, user.keys).data["credentials"][0]["label"] == "new"
    unknown = ask(any_server, "auth.edit_credentials", {"access_key": "NOPE"}, user.keys)
    where = f"user={user.id}, access_key=NOPE, company={A}"
    assert unknown.error == (400, 75, f"Access key not found (invalid user or invalid access key): {where}")
    assert ask(any_server, "auth.edit_credentials", {}, user.keys).error == (400, 12, REQUIRED)


def test_revoke_works_at_once_for_basic_but_not_for_live_tokens(any_server: Simulator) -> None:
    user = person(any_server)
    token = ask(any_server, "auth.login", {}, user.keys).data["token"]
    body = {"access_key": user.keys.access_key}
    assert ask(any_server, "auth.revoke_credentials", body, user.keys).data == {"revoked": 1}
    assert ask(any_server, "server.info", {}, user.keys).error[:2] == (401, 22)
    assert ask(any_server, "server.info", {}, Authorization=f"Bearer {token}").status == 200


def test_revoking_unknown_foreign_and_gone_keys_is_400_300(any_server: Simulator) -> None:
    user, mate = person(any_server), person(any_server)
    for key in ("NOPE", mate.keys.access_key):
        text = f"Invalid user (invalid user or invalid access key): id={user.id}, company={A}, credentials__key={key}"
        assert ask(any_server, "auth.revoke_credentials", {"access_key": key}, user.keys).error == (400, 300, text)
    made = ask(any_server, "auth.create_credentials", {}, user.keys).data["credentials"]["access_key"]
    codes = [ask(any_server, "auth.revoke_credentials", {"access_key": made}, user.keys).error[:2] for _ in range(2)]
    assert codes == [(200, 0), (400, 300)]
    assert ask(any_server, "auth.revoke_credentials", {"key_id": made}, user.keys).error == (400, 12, REQUIRED)


def test_built_in_users_are_protected(any_server: Simulator) -> None:
    expected = (400, 301, "Invalid user id (protected identity)")
    for pair in (any_server.root, any_server.supervisor):
        assert ask(any_server, "auth.create_credentials", {}, pair).error == expected
        body = {"access_key": pair.access_key}
        assert ask(any_server, "auth.revoke_credentials", body, pair).error == expected
        assert ask(any_server, "auth.revoke_credentials", {}, pair).error == (400, 12, REQUIRED)


def test_a_user_id_like_a_built_in_name_is_protected_too() -> None:
    users = [{"id": "supervisor", "name": "S", "email": "s@a.example", "company": A}]
    with simulator(profile="oss", companies=COMPANIES, users=users) as sim:
        answer = ask(sim, "auth.create_credentials", {}, X_Clearml_Impersonate_As="supervisor")
        assert answer.error == (400, 301, "Invalid user id (protected identity)")


def test_the_open_server_has_no_maximum(open_server: Simulator) -> None:
    user = person(open_server)
    assert all(ask(open_server, "auth.create_credentials", {}, user.keys).status == 200 for _ in range(35))


def test_enterprise_has_a_maximum() -> None:
    with simulator(companies=COMPANIES, max_credentials=2) as sim:
        user = person(sim)
        assert ask(sim, "auth.create_credentials", {}, user.keys).status == 200
        assert ask(sim, "auth.create_credentials", {}, user.keys).error[:2] == (400, 50)
        assert ask(sim, "auth.get_credentials", {}, user.keys).data["max_credentials"] == 2


def test_an_expired_pair_stops(enterprise_server: Simulator) -> None:
    user = person(enterprise_server)
    made = ask(enterprise_server, "auth.create_credentials", {"expiration_sec": 1}, user.keys).data["credentials"]
    assert "expire" in made
    pair = KeyPair(made["access_key"], made["secret_key"])
    assert ask(enterprise_server, "server.info", {}, pair).status == 200
    time.sleep(1.1)
    assert ask(enterprise_server, "server.info", {}, pair).error[:2] == (401, 22)


def test_a_life_is_at_least_one_second(enterprise_server: Simulator) -> None:
    text = "Validation error (error for field 'expiration_sec': '0' is lower than minimum ('1')..)"
    answer = ask(enterprise_server, "auth.create_credentials", {"expiration_sec": 0}, person(enterprise_server).keys)
    assert answer.error == (400, 12, text)


def test_before_3_29_keys_do_not_expire() -> None:
    with simulator(companies=COMPANIES, server_version="3.28") as sim:
        user = person(sim)
        made = ask(sim, "auth.create_credentials", {"expiration_sec": 1}, user.keys).data["credentials"]
        assert "expire" not in made
        assert "default_expiration_sec" not in ask(sim, "auth.get_credentials", {}, user.keys).data


def test_a_service_user(enterprise_server: Simulator) -> None:
    admin = person(enterprise_server, "admin")
    made = ask(enterprise_server, "auth.create_service_user", {"name": "robot"}, admin.keys).data
    pair = KeyPair(made["credentials"]["access_key"], made["credentials"]["secret_key"])
    assert ask(enterprise_server, "users.get_current_user", {}, pair).data["user"]["name"] == "robot"
    listed = ask(enterprise_server, "users.get_service_users", {}, admin.keys).data["users"]
    assert [user["id"] for user in listed if user["name"] == "robot"][-1] == made["id"]
