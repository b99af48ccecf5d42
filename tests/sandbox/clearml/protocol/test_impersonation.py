"""The two impersonation headers: which roles may use them, across which companies, and whose role counts."""

import pytest

from tests.sandbox.clearml.asking import DEFAULT, NO_CREDENTIALS, A, B, ask, person
from tests.sandbox.clearml.process import Simulator

KINDS = ("X-Clearml-Impersonate-As", "X-Clearml-Act-As", "X-Trains-Impersonate-As", "X-Trains-Act-As")


def whoami(sim: Simulator, **headers: str) -> tuple[str, str, str]:
    user = ask(sim, "users.get_current_user", {}, **headers).data["user"]
    return user["id"], user["company"]["id"], user["role"]


@pytest.mark.parametrize("header", [*KINDS, "x-clearml-act-as"])
def test_root_crosses_companies(any_server: Simulator, header: str) -> None:
    user = person(any_server, "admin")
    role = "root" if "act-as" in header.lower() else "admin"
    assert whoami(any_server, **{header: user.id}) == (user.id, A, role)


@pytest.mark.parametrize("header", KINDS)
def test_role_system_stays_in_its_company_on_the_open_server(open_server: Simulator, header: str) -> None:
    user = person(open_server)
    answer = ask(open_server, "users.get_current_user", {}, open_server.supervisor, **{header: user.id})
    assert answer.error == (400, 6, f"Impersonation error (unknown user): id={user.id}, company={DEFAULT}")


@pytest.mark.parametrize("header", KINDS)
def test_role_system_crosses_companies_on_enterprise(enterprise_server: Simulator, header: str) -> None:
    user = person(enterprise_server)
    answer = ask(enterprise_server, "users.get_current_user", {}, enterprise_server.supervisor, **{header: user.id})
    assert answer.data["user"]["company"]["id"] == A


def test_an_admin_impersonates_in_its_own_company_only(any_server: Simulator) -> None:
    admin, mate, stranger = person(any_server, "admin"), person(any_server), person(any_server, company=B)
    header = {"X-Clearml-Impersonate-As": mate.id}
    assert ask(any_server, "users.get_current_user", {}, admin.keys, **header).data["user"]["id"] == mate.id
    answer = ask(any_server, "users.get_current_user", {}, admin.keys, X_Clearml_Act_As=stranger.id)
    assert answer.error == (400, 6, f"Impersonation error (unknown user): id={stranger.id}, company={A}")


@pytest.mark.parametrize("role", ["user", "superuser", "annotator", "guest"])
def test_other_roles_may_not_impersonate(any_server: Simulator, role: str) -> None:
    user = person(any_server, role)
    answer = ask(any_server, "users.get_current_user", {}, user.keys, X_Clearml_Act_As=user.id)
    assert answer.error == (400, 6, f"Impersonation error (impersonation not allowed): role={role}")


def test_an_unknown_user(any_server: Simulator) -> None:
    answer = ask(any_server, "users.get_current_user", {}, X_Clearml_Act_As="f" * 32)
    assert answer.error == (400, 6, f"Impersonation error (unknown user): id={'f' * 32}")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("X-Clearml-Impersonate-As", "X-Clearml-Act-As"),
        ("X-Clearml-Act-As", "X-Clearml-Impersonate-As"),
        ("X-Trains-Impersonate-As", "X-Clearml-Act-As"),
    ],
)
def test_both_headers_at_once(any_server: Simulator, one: str, two: str) -> None:
    answer = ask(any_server, "users.get_current_user", {}, **{one: "x", two: "x"})
    assert answer.error == (400, 5, f"Invalid headers (only one allowed): headers=({one}, {two})")


@pytest.mark.parametrize("header", KINDS)
def test_an_empty_header_acts_as_the_caller(any_server: Simulator, header: str) -> None:
    user = person(any_server, "admin")
    assert ask(any_server, "users.get_current_user", {}, user.keys, **{header: ""}).data["user"]["id"] == user.id


def test_an_empty_new_header_overrides_the_legacy_one(any_server: Simulator) -> None:
    admin, mate = person(any_server, "admin"), person(any_server)
    headers = {"X-Clearml-Act-As": "", "X-Trains-Act-As": mate.id}
    assert ask(any_server, "users.get_current_user", {}, admin.keys, **headers).data["user"]["id"] == admin.id


def test_without_credentials_on_an_open_endpoint_it_is_500_1(any_server: Simulator) -> None:
    answer = ask(any_server, "debug.ping", {}, NO_CREDENTIALS, X_Clearml_Act_As="x")
    assert answer.error == (500, 1, "Internal server error (validating impersonation)")


def test_the_role_is_checked_again_for_the_impersonated_user(any_server: Simulator) -> None:
    admin = person(any_server, "admin")
    answer = ask(any_server, "server.config", {}, X_Clearml_Impersonate_As=admin.id)
    assert answer.error == (403, 20, "Forbidden (not allowed for role): role=admin, allowed=(root, system)")
    assert ask(any_server, "server.config", {}, X_Clearml_Act_As=admin.id).status == 200


def test_the_callers_role_is_checked_first(any_server: Simulator) -> None:
    user = person(any_server)
    answer = ask(any_server, "server.config", {}, user.keys, X_Clearml_Act_As="unknown")
    assert answer.error[:2] == (403, 20)


def test_impersonated_login_gives_that_users_token(any_server: Simulator) -> None:
    user = person(any_server)
    token = ask(any_server, "auth.login", {}, X_Clearml_Impersonate_As=user.id).data["token"]
    assert whoami(any_server, Authorization=f"Bearer {token}") == (user.id, A, "user")


def test_it_works_with_bearer_too(any_server: Simulator) -> None:
    user = person(any_server)
    token = ask(any_server, "auth.login").data["token"]
    assert whoami(any_server, Authorization=f"Bearer {token}", X_Clearml_Act_As=user.id) == (user.id, A, "root")


def test_bad_fields_are_reported_after_impersonation_errors(any_server: Simulator) -> None:
    assert ask(any_server, "queues.create", {}, X_Clearml_Act_As="unknown").error[:2] == (400, 6)
