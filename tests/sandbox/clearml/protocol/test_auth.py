"""Authentication by Basic, Bearer and cookie, with the exact error for each rejection."""

import base64
import time

import jwt
import pytest

from tests.sandbox.clearml.asking import DEFAULT, NO_CREDENTIALS, A, ask, ask_raw, person
from tests.sandbox.clearml.process import KeyPair, Simulator

UNKNOWN = (401, 22, "Unauthorized (invalid credentials) (failed to locate provided credentials)")
SCHEME = (401, 10, "Unauthorized (bad authentication header type)")
MONTH = 2_592_000


def claims(token: str) -> dict[str, object]:
    decoded: dict[str, object] = jwt.decode(token, options={"verify_signature": False})
    return decoded


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_no_credentials(any_server: Simulator) -> None:
    assert ask(any_server, "server.info", {}, NO_CREDENTIALS).error == (401, 20, "Unauthorized (missing credentials)")
    assert ask(any_server, "server.info", {}, Authorization="").error == (401, 20, "Unauthorized (missing credentials)")


@pytest.mark.parametrize("header", ["basic abc", "bearer abc", "Digest abc", "abc", "BASIC abc"])
def test_the_scheme_is_case_sensitive(any_server: Simulator, header: str) -> None:
    assert ask(any_server, "server.info", {}, Authorization=header).error == SCHEME


@pytest.mark.parametrize("header", ["Basic", basic("nope:nope"), basic("nope"), basic(":"), "Basic %%%%"])
def test_unknown_empty_and_undecodable_key_pairs_are_all_401_22(any_server: Simulator, header: str) -> None:
    assert ask(any_server, "server.info", {}, Authorization=header).error == UNKNOWN


def test_a_wrong_secret_is_401_22(any_server: Simulator) -> None:
    wrong = KeyPair(any_server.root.access_key, "wrong")
    assert ask(any_server, "server.info", {}, wrong).error == UNKNOWN


def test_broken_base64_is_401_21(any_server: Simulator) -> None:
    assert ask(any_server, "server.info", {}, Authorization="Basic abc").error == (
        401, 21, "Unauthorized (malformed credentials) (Incorrect padding)",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("token", "reason"),
    [("abc", "Not enough segments"), ("a.b.c", None)],
)
def test_a_bad_token_is_401_30(any_server: Simulator, token: str, reason: str | None) -> None:
    answer = ask(any_server, "server.info", {}, Authorization=f"Bearer {token}")
    assert answer.error[:2] == (401, 30)
    assert answer.message.startswith("Invalid token (invalid jwt token): reason=" + (reason or ""))


def test_a_foreign_signature_is_401_30(any_server: Simulator) -> None:
    token = jwt.encode({"identity": {}}, "x" * 40, algorithm="HS256")
    answer = ask(any_server, "server.info", {}, Authorization=f"Bearer {token}")
    assert answer.error == (401, 30, "Invalid token (invalid jwt token): reason=Signature verification failed")


def test_bad_credentials_are_ignored_by_open_endpoints(any_server: Simulator) -> None:
    for header in ("basic x", "Bearer x", basic("a:b")):
        assert ask(any_server, "debug.ping", {}, Authorization=header).status == 200


def test_login_gives_a_token_that_works(any_server: Simulator) -> None:
    token = ask(any_server, "auth.login").data["token"]
    assert ask(any_server, "server.info", {}, Authorization=f"Bearer {token}").status == 200


def test_login_works_with_get(any_server: Simulator) -> None:
    assert ask_raw(any_server, "GET", "auth.login").data["token"]


def test_the_claims_of_a_token(open_server: Simulator) -> None:
    user = person(open_server, "admin")
    payload = claims(ask(open_server, "auth.login", {}, user.keys).data["token"])
    assert payload["identity"] == {
        "user": user.id,
        "company": A,
        "role": "admin",
        "user_name": "Person",
        "company_name": "Company A",
    }
    wanted = {"env", "auth_type", "session_id", "api_version", "server_version", "server_build", "feature_set", "iat"}
    assert wanted <= set(payload)
    assert (payload["auth_type"], payload["api_version"], payload["feature_set"]) == ("Bearer", "2.34", "basic")
    assert payload["exp"] == int(str(payload["iat"])) + MONTH


def test_the_life_of_a_token(any_server: Simulator) -> None:
    sim, user = any_server, person(any_server)
    hour = claims(ask(sim, "auth.login", {"expiration_sec": 3600}, user.keys).data["token"])
    assert int(str(hour["exp"])) - int(str(hour["iat"])) == 3600
    assert "exp" not in claims(ask(sim, "auth.login", {}, sim.supervisor).data["token"])
    assert "exp" in claims(ask(sim, "auth.login", {"expiration_sec": 5}, sim.supervisor).data["token"])
    assert "exp" in claims(ask(sim, "auth.login", {}, sim.root).data["token"])


def test_a_life_beyond_a_year_is_400_12(any_server: Simulator) -> None:
    text = "Validation error (error for field 'expiration_sec': '31536001' is bigger than maximum ('31536000')..)"
    assert ask(any_server, "auth.login", {"expiration_sec": 31_536_001}).error == (400, 12, text)
    assert ask(any_server, "auth.login", {"expiration_sec": 31_536_000}).status == 200
    assert ask(any_server, "auth.login", {"expiration_sec": "abc"}).error == (
        400, 12, "Validation error (invalid literal for int() with base 10: 'abc')",
    )  # fmt: skip


def test_an_expired_token_is_401_30(any_server: Simulator) -> None:
    token = ask(any_server, "auth.login", {"expiration_sec": 1}).data["token"]
    time.sleep(2.1)
    answer = ask(any_server, "server.info", {}, Authorization=f"Bearer {token}")
    assert answer.error == (401, 30, "Invalid token (invalid jwt token): reason=Signature has expired")


def test_the_cookie_works_and_a_header_wins(any_server: Simulator) -> None:
    token = ask(any_server, "auth.login").data["token"]
    cookie = f"other=1; clearml_token_basic={token}"
    assert ask(any_server, "server.info", {}, NO_CREDENTIALS, Cookie=cookie).status == 200
    assert ask(any_server, "server.info", {}, Cookie=cookie, Authorization="basic x").error == SCHEME


def test_role_and_company_are_frozen_in_a_token(open_server: Simulator) -> None:
    sim, user = open_server, person(open_server, "admin")
    bearer = f"Bearer {ask(sim, 'auth.login', {}, user.keys).data['token']}"
    sim.call("auth.edit_user", {"user": user.id, "role": "user"}, X_Clearml_Act_As=user.id)
    assert ask(sim, "users.get_current_user", {}, Authorization=bearer).data["user"]["role"] == "admin"
    assert ask(sim, "users.get_current_user", {}, user.keys).data["user"]["role"] == "user"


def test_get_token_for_user_crosses_companies_for_system_and_root(any_server: Simulator) -> None:
    sim, user = any_server, person(any_server)
    body = {"user": user.id, "company": A}
    for pair in (sim.root, sim.supervisor):
        bearer = f"Bearer {ask(sim, 'auth.get_token_for_user', body, pair).data['token']}"
        assert ask(sim, "users.get_current_user", {}, Authorization=bearer).data["user"]["company"]["id"] == A
    wrong = ask(sim, "auth.get_token_for_user", {"user": user.id, "company": DEFAULT})
    assert wrong.error == (400, 301, f"Invalid user id: id={user.id}, company={DEFAULT}")
    admin = person(sim, "admin")
    assert ask(sim, "auth.get_token_for_user", body, admin.keys).error == (
        403, 20, "Forbidden (not allowed for role): role=admin, allowed=(system, root)",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        ("server.config", "root, system"),
        ("users.delete", "system, root"),
        ("auth.get_token_for_user", "system, root"),
    ],
)
def test_the_role_check_names_role_and_allowed_roles(any_server: Simulator, endpoint: str, allowed: str) -> None:
    admin = person(any_server, "admin")
    expected = f"Forbidden (not allowed for role): role=admin, allowed=({allowed})"
    assert ask(any_server, endpoint, {}, admin.keys).error == (403, 20, expected)
