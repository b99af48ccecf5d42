"""permissions.*_user_groups and users.*_service_user* as the vendor's reference describes them."""

from tests.sandbox.clearml.asking import ask, person
from tests.sandbox.clearml.process import KeyPair, Simulator


def test_a_service_user_is_listed_with_the_number_of_its_pairs(enterprise_server: Simulator) -> None:
    admin = person(enterprise_server, "admin")
    made = ask(enterprise_server, "auth.create_service_user", {"name": "counted"}, admin.keys).data
    answer = ask(enterprise_server, "users.get_service_users", {}, admin.keys).data
    (listed,) = [user for user in answer["users"] if user["id"] == made["id"]]
    assert listed == {
        "id": made["id"],
        "name": "counted",
        "role": "user",
        "allow_running_as_owner": False,
        "credentials": 1,
    }
    assert set(answer) - {"users"} == {
        "allow_admins",
        "allowed_service_users",
        "default_expiration_sec",
        "max_expiration_sec",
    }


def test_a_service_user_is_renamed_and_may_run_as_the_owner(enterprise_server: Simulator) -> None:
    admin = person(enterprise_server, "admin")
    made = ask(enterprise_server, "auth.create_service_user", {"name": "old"}, admin.keys).data
    pair = KeyPair(made["credentials"]["access_key"], made["credentials"]["secret_key"])

    body = {"user": made["id"], "name": "new", "allow_running_as_owner": True}
    assert ask(enterprise_server, "users.update_service_user", body, admin.keys).data == {"updated": 1}
    assert ask(enterprise_server, "users.get_current_user", {}, pair).data["user"]["name"] == "new"
    listed = ask(enterprise_server, "users.get_service_users", {}, admin.keys).data["users"]
    assert [user["allow_running_as_owner"] for user in listed if user["id"] == made["id"]] == [True]
    for nothing in ({"user": made["id"], "name": ""}, {"user": "f" * 32, "name": "x"}):
        assert ask(enterprise_server, "users.update_service_user", nothing, admin.keys).data == {"updated": 0}
    assert ask(enterprise_server, "users.update_service_user", body, pair).error[:2] == (403, 20)


def test_groups_of_users(enterprise_server: Simulator) -> None:
    admin, ann = person(enterprise_server, "admin"), person(enterprise_server)
    body = {"name": "scientists", "description": "They", "users": [ann.id]}
    made = ask(enterprise_server, "permissions.add_or_update_user_group", body, admin.keys).data
    assert (made["name"], made["assignable"], made["system"]) == ("scientists", True, False)

    change = {"id": made["id"], "users": [ann.id, admin.id]}
    ask(enterprise_server, "permissions.add_or_update_user_group", change, admin.keys)
    (group,) = ask(enterprise_server, "permissions.get_user_groups", {"groups": [made["id"]]}, admin.keys).data[
        "groups"
    ]
    assert (group["name"], group["description"]) == ("scientists", "They")
    assert [(user["id"], user["email"]) for user in group["users"]] == [(ann.id, ann.email), (admin.id, admin.email)]

    for deleted in (1, 0):
        answer = ask(enterprise_server, "permissions.delete_user_groups", {"groups": [made["id"]]}, admin.keys)
        assert answer.data == {"deleted": deleted}


def test_a_group_holds_users_of_its_company_only(enterprise_server: Simulator) -> None:
    admin = person(enterprise_server, "admin")
    body = {"name": "x", "users": ["f" * 32]}
    assert ask(enterprise_server, "permissions.add_or_update_user_group", body, admin.keys).error[:2] == (400, 301)


def test_users_of_a_company_with_role(enterprise_server: Simulator) -> None:
    admin = person(enterprise_server, "admin")
    users = ask(enterprise_server, "permissions.get_company_users", {}, admin.keys).data["users"]
    assert {"id": admin.id, "email": admin.email, "role": "admin"}.items() <= next(
        user for user in users if user["id"] == admin.id
    ).items()
