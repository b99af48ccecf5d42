"""auth.create_user, edit_user and users.*: two records per person, and each call's error for bad input."""

import re

import pytest

from tests.sandbox.clearml.asking import DEFAULT, A, B, ask, person, unique
from tests.sandbox.clearml.process import Simulator


def new(**changes: object) -> dict[str, object]:
    return {"name": "Zed", "company": A, "email": f"{unique('zed')}@a.example"} | changes


def missing(field: str) -> str:
    return f"Validation error (error for field '{field}'. field is required!)"


def wrong_type(field: str, value: str) -> str:
    return f"Validation error (error for field '{field}': ('value is wrong, expected type \"str\"', {value}).)"


@pytest.mark.parametrize(
    ("body", "subcode", "message"),
    [
        ({}, 12, missing("company")),
        ({"company": A}, 12, missing("email")),
        ({"company": A, "email": "x@a.example"}, 12, missing("name")),
        ({"name": 5}, 12, wrong_type("name", "5")),
        ({"name": 5, "email": None}, 12, "Validation error (error for field 'email': field is required!.)"),
        (new(name=True), 12, wrong_type("name", "true")),
        (new(name=["A"]), 12, wrong_type("name", "['a']")),
        (new(avatar=1, name=2), 12, wrong_type("avatar", "1")),
        (new(role="king"), 12, "Validation error (error for field 'role': value 'king' is not a valid choice..)"),
        (new(role="Admin"), 12, "Validation error (error for field 'role': value 'admin' is not a valid choice..)"),
        (new(role=None), 12, "Validation error (error for field 'role': value 'none' is not a valid choice..)"),
        (new(company="c" * 32), 10, f"Invalid object id: company={'c' * 32}"),
        (new(company="c" * 32, email="bad"), 10, f"Invalid object id: company={'c' * 32}"),
        (new(email="notanemail"), 800, "Data validation error: email=Invalid email address: notanemail"),
        (new(email=""), 800, "Data validation error: email=Invalid email address: "),
        (new(email=" a@b.example"), 800, "Data validation error: email=Invalid email address:  a@b.example"),
        (new(email="a@b"), 800, "Data validation error: email=Invalid email address: a@b (domain validation failed)"),
        (
            new(email="a@b.example "),
            800,
            "Data validation error: email=Invalid email address: a@b.example  (domain validation failed)",
        ),
        (
            new(email="a@b..c"),
            800,
            "Data validation error: email=Invalid email address: a@b..c (domain failed IDN encoding)",
        ),
    ],
)
def test_refused_users(any_server: Simulator, body: dict[str, object], subcode: int, message: str) -> None:
    assert ask(any_server, "auth.create_user", body).error == (400, subcode, message)


@pytest.mark.parametrize("name", ["", " ", "x" * 5000, "Zed", "\u00e9\u4e2d/$\u0000"])
def test_any_string_is_a_name(any_server: Simulator, name: str) -> None:
    made = ask(any_server, "auth.create_user", new(name=name)).data
    assert list(made) == ["id"]
    assert re.fullmatch("[0-9a-f]{32}", made["id"])
    assert ask(any_server, "users.get_by_id", {"user": made["id"]}, any_server.supervisor).data["user"]["name"] == name


def test_emails_are_unique_over_all_companies_in_one_letter_case(any_server: Simulator) -> None:
    body = new()
    assert ask(any_server, "auth.create_user", body).status == 200
    again = ask(any_server, "auth.create_user", body | {"company": B})
    text = f"Value combination already exists (unique field already contains this value): email={body['email']}"
    assert again.error == (400, 801, text)
    assert ask(any_server, "auth.create_user", body | {"email": str(body["email"]).upper()}).status == 200


@pytest.mark.parametrize("role", ["system", "root", "admin", "superuser", "user", "annotator", "guest"])
def test_every_role_can_be_given(any_server: Simulator, role: str) -> None:
    assert ask(any_server, "auth.create_user", new(role=role)).status == 200


def test_admins_may_not_create_users_on_the_open_server(open_server: Simulator) -> None:
    admin = person(open_server, "admin")
    expected = "Forbidden (not allowed for role): role=admin, allowed=(system, root)"
    assert ask(open_server, "auth.create_user", new(), admin.keys).error == (403, 20, expected)


def test_admins_create_users_in_their_own_company_on_enterprise(enterprise_server: Simulator) -> None:
    admin = person(enterprise_server, "admin")
    assert ask(enterprise_server, "auth.create_user", new(), admin.keys).status == 200
    refused = ask(enterprise_server, "auth.create_user", new(company=B), admin.keys)
    assert refused.error == (400, 10, "Invalid object id (cannot create user in another company)")
    assert ask(enterprise_server, "auth.create_user", new(internal=True), admin.keys).error[:2] == (400, 13)


def test_given_names_come_back_in_the_models_order(any_server: Simulator) -> None:
    made = ask(any_server, "auth.create_user", new(given_name="Z", family_name="Ed", avatar="x.png")).data["id"]
    user = ask(any_server, "users.get_by_id", {"user": made}, any_server.supervisor).data["user"]
    fields = "id company name family_name given_name avatar preferences created_in_version created"
    assert list(user) == fields.split()


def test_get_by_id_sees_every_company_as_system_but_not_as_root(any_server: Simulator) -> None:
    sim, user = any_server, person(any_server)
    assert ask(sim, "users.get_by_id", {"user": user.id}, sim.supervisor).data["user"]["company"] == A
    assert ask(sim, "users.get_by_id", {"user": user.id}).error == (
        400, 301, f"Invalid user id: id={user.id}, company={DEFAULT}",
    )  # fmt: skip
    assert ask(sim, "users.get_by_id", {"user": user.id}, X_Clearml_Act_As=user.id).status == 200
    unknown = ask(sim, "users.get_by_id", {"user": "unknown"}, sim.supervisor)
    assert unknown.error == (400, 301, "Invalid user id: id=unknown")


@pytest.mark.parametrize("endpoint", ["users.get_by_id", "users.update", "users.delete"])
def test_a_user_id_is_a_required_string(any_server: Simulator, endpoint: str) -> None:
    assert ask(any_server, endpoint, {}).error == (400, 12, missing("user"))
    assert ask(any_server, endpoint, {"user": 5}).error == (400, 12, wrong_type("user", "5"))
    assert ask(any_server, endpoint, {"user": None}).error[:2] == (400, 12)


def test_edit_user(any_server: Simulator) -> None:
    sim, user, stranger = any_server, person(any_server), person(any_server, company=B)
    as_user = {"X-Clearml-Act-As": user.id}
    body = {"user": user.id, "role": "admin"}
    assert ask(sim, "auth.edit_user", body, **as_user).data == {"fields": {"role": "admin"}, "updated": 1}
    assert ask(sim, "auth.edit_user", body, **as_user).data == {"fields": {"role": "admin"}, "updated": 0}
    assert ask(sim, "auth.edit_user", body | {"role": "guest"}, **as_user).status == 200
    refused = "Validation error (error for field 'role': value 'system' is not a valid choice..)"
    assert ask(sim, "auth.edit_user", body | {"role": "system"}, **as_user).error == (400, 12, refused)
    other = ask(sim, "auth.edit_user", {"user": stranger.id, "role": "user"}, **as_user)
    assert other.error == (400, 301, "Invalid user id")
    without = ask(sim, "auth.edit_user", {"user": user.id}, **as_user)
    assert without.error == (500, 0, "No update parameters, would remove data")
    assert ask(sim, "auth.edit_user", {"role": "user"}).error == (400, 12, missing("user"))


def test_update_names(any_server: Simulator) -> None:
    sim, user = any_server, person(any_server)
    body = {"user": user.id, "name": "New", "given_name": "N", "avatar": "x", "email": "x"}
    assert ask(sim, "users.update", body, user.keys).data == {
        "fields": {"name": "New", "given_name": "N"},
        "updated": 1,
    }
    assert ask(sim, "users.get_current_user", {}, user.keys).data["user"]["name"] == "New"
    assert ask(sim, "users.update", {"user": user.id, "bogus": 1}, user.keys).data == {"fields": {}, "updated": 0}
    assert ask(sim, "users.update", {"user": "unknown", "name": "x"}, user.keys).data["updated"] == 0
    bad = ask(sim, "users.update", {"user": user.id, "name": 5}, user.keys)
    text = "Data validation error (while updating user): name=StringField only accepts string values"
    assert bad.error == (400, 800, text)


def test_get_current_user(any_server: Simulator) -> None:
    user = person(any_server, "admin")
    data = ask(any_server, "users.get_current_user", {}, user.keys).data
    assert list(data) == ["user", "getting_started", "settings"]
    assert list(data["user"]) == ["company", "created", "created_in_version", "id", "name", "role"]
    assert data["user"]["company"] == {"id": A, "name": "Company A"}
    assert data["user"]["role"] == "admin"
    assert data["settings"] == {"max_download_items": 50_000}


def test_built_in_users_have_no_backend_record(any_server: Simulator) -> None:
    expected = (400, 300, "Invalid user (failed loading user)")
    for pair in (any_server.root, any_server.supervisor):
        assert ask(any_server, "users.get_current_user", {}, pair).error == expected


def test_users_delete_removes_the_backend_half_only(any_server: Simulator) -> None:
    sim, user = any_server, person(any_server)
    assert ask(sim, "users.delete", {"user": user.id}).data == {}
    assert ask(sim, "users.delete", {"user": user.id}).error == (400, 301, f"Invalid user id: id={user.id}")
    assert ask(sim, "users.get_current_user", {}, user.keys).error == (400, 300, "Invalid user (failed loading user)")
    assert ask(sim, "queues.get_all", {}, user.keys).status == 200
    assert ask(sim, "auth.create_credentials", {}, X_Clearml_Impersonate_As=user.id).status == 200
    assert ask(sim, "auth.create_user", new(email=user.email)).error[:2] == (400, 801)


def test_auth_delete_user_removes_the_login_half_only(enterprise_server: Simulator) -> None:
    sim, user = enterprise_server, person(enterprise_server)
    assert ask(sim, "auth.delete_user", {"user": user.id}).data == {"deleted": True}
    assert ask(sim, "auth.delete_user", {"user": user.id}).error[:2] == (400, 301)
    assert ask(sim, "server.info", {}, user.keys).error[:2] == (401, 22)
    assert user.keys.access_key not in [row["access_key"] for row in sim.state()["credentials"]]
    assert ask(sim, "users.get_by_id", {"user": user.id}, sim.supervisor).data["user"]["name"] == "Person"
    assert ask(sim, "auth.create_user", new(email=user.email)).status == 200


def test_a_live_token_outlives_its_user(enterprise_server: Simulator) -> None:
    sim, user = enterprise_server, person(enterprise_server)
    bearer = f"Bearer {ask(sim, 'auth.login', {}, user.keys).data['token']}"
    sim.call("auth.delete_user", {"user": user.id})
    assert ask(sim, "queues.get_all", {}, Authorization=bearer).status == 200


def test_users_cannot_delete_themselves_or_built_in_users(enterprise_server: Simulator) -> None:
    sim, admin = enterprise_server, person(enterprise_server, "admin")
    own = ask(sim, "auth.delete_user", {"user": admin.id}, admin.keys)
    assert own.error == (400, 16, f"Invalid value for fields (cannot delete yourself): user={admin.id}")
    assert ask(sim, "auth.delete_user", {"user": "__supervisor__"}).error[:2] == (400, 301)
    stranger = person(sim, company=B)
    assert ask(sim, "auth.delete_user", {"user": stranger.id}, admin.keys).error[:2] == (400, 301)


def test_users_are_found_by_email_and_id(enterprise_server: Simulator) -> None:
    user = person(enterprise_server, "admin")
    for body in ({"emails": [user.email, "unknown@a.example"]}, {"users": [user.id]}):
        users = ask(enterprise_server, "auth.get_users_info", body).data["users"]
        assert list(users) == [user.id]
        assert (users[user.id]["email"], users[user.id]["role"]) == (user.email, "admin")
        assert "company" not in users[user.id]
