"""system.* and organization.*: companies, settings, names. Enterprise only, so mostly the inferred contract (INF)."""

import pytest

from tests.sandbox.clearml.asking import COMPANIES, DEFAULT, A, B, ask, person, unique
from tests.sandbox.clearml.process import Simulator, simulator


def company(sim: Simulator, **body: object) -> str:
    made: str = sim.call("system.create_company", {"name": unique("Company"), **body})["id"]
    return made


def info(sim: Simulator, id_: str) -> dict[str, object]:
    found: dict[str, object] = sim.call("system.company_info", {"company": id_})
    return found


def test_a_new_company_has_an_app_queue(enterprise_server: Simulator) -> None:
    name = unique("Acme")
    made = enterprise_server.call("system.create_company", {"name": f" {name} "})
    assert list(made) == ["id", "app_queues"]
    assert len(made["app_queues"]) == 1
    queues = [queue for queue in enterprise_server.state()["queues"] if queue["company"] == made["id"]]
    assert [queue["id"] for queue in queues] == [made["app_queues"][0]["id"]]
    assert list(info(enterprise_server, made["id"])) == ["id", "name", "active", "defaults", "services"]
    assert info(enterprise_server, made["id"])["name"] == name


@pytest.mark.parametrize("users", [10, "10"])
def test_the_user_limit_may_be_a_string(enterprise_server: Simulator, users: object) -> None:
    id_ = company(enterprise_server, defaults={"allowed_users": users, "features": ["applications"]})
    assert info(enterprise_server, id_)["defaults"] == {"allowed_users": 10, "features": ["applications"]}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, (400, 12, "Validation error (error for field 'name'. field is required!)")),
        ({"name": "ab"}, (400, 800, "Data validation error: name=String value is too short")),
        (
            {"name": "abc", "defaults": []},
            (400, 12, "Validation error (error for field 'defaults': ('value is wrong, expected type \"dict\"', []).)"),
        ),
    ],
)
def test_refused_companies(enterprise_server: Simulator, body: object, error: tuple[int, int, str]) -> None:
    assert ask(enterprise_server, "system.create_company", body).error == error


def test_names_may_repeat_unless_the_server_keeps_them_unique(enterprise_server: Simulator) -> None:
    name = unique("Twin")
    assert len({company(enterprise_server, name=name) for _ in range(2)}) == 2
    with simulator(unique_names=True) as sim:
        first = company(sim, name="Acme")
        text = "Value combination already exists (unique field already contains this value): name=Acme"
        assert ask(sim, "system.create_company", {"name": "Acme"}).error == (400, 801, text)
        renamed = {"company": company(sim, name="Globex"), "new_name": "Acme"}
        assert ask(sim, "organization.update_company_name", renamed).error == (400, 801, text)
        assert ask(sim, "organization.update_company_name", {"company": first, "new_name": "Acme"}).status == 200


def test_companies_are_found_by_name_in_any_letter_case(enterprise_server: Simulator) -> None:
    sim, name = enterprise_server, unique("Initech")
    id_ = company(sim, name=name)
    for query in ({"name": name.upper()}, {"name_pattern": f"^{name}$"}):
        rows = sim.call("system.get_companies", query)["companies"]
        assert rows == [{"id": id_, "name": name, "active": True}]
    assert sim.call("system.get_companies", {"name": name[:-1]})["companies"] == []
    counted = sim.call("system.get_companies", {"name": name, "custom_data": {"users": True}})["companies"]
    assert counted[0]["users"] == 0
    assert {A, B, DEFAULT, id_} <= {row["id"] for row in sim.call("system.get_companies")["companies"]}


def test_settings_are_merged_field_by_field_and_lists_replace(enterprise_server: Simulator) -> None:
    sim = enterprise_server
    id_ = company(sim, defaults={"allowed_users": 1})

    def update(**body: object) -> object:
        return sim.call("system.update_company_settings", {"company": id_, **body})

    assert update(features=["applications", "pipelines"], max_running_apps=3) == {"updated": 1}
    assert update(features=["reports"], allowed_users="7", cookie_options={"domain": "x.example"}) == {"updated": 1}
    assert update(bogus=1, allowed_users=None) == {"updated": 0}
    assert info(sim, id_)["defaults"] == {
        "allowed_users": 7,
        "features": ["reports"],
        "max_running_apps": 3,
        "cookie_options": {"domain": "x.example"},
    }
    assert update(features=[]) == {"updated": 1}
    assert update(admin_access_all_apps="false") == {"updated": 1}
    defaults = info(sim, id_)["defaults"]
    assert isinstance(defaults, dict)
    assert (defaults["features"], defaults["admin_access_all_apps"]) == ([], True)


def test_unknown_features_and_companies(enterprise_server: Simulator) -> None:
    sim = enterprise_server
    bad = ask(sim, "system.update_company_settings", {"company": company(sim), "features": ["nope"]})
    assert bad.error == (400, 12, "Validation error (error for field 'features': value 'nope' is not a valid choice..)")
    unknown = (400, 10, "Invalid object id: company=nope")
    for endpoint in ("company_info", "update_company_settings", "get_company_custom_events_config"):
        assert ask(sim, f"system.{endpoint}", {"company": "nope"}).error == unknown


def test_sso_and_custom_events_are_read_back(enterprise_server: Simulator) -> None:
    sim, id_ = enterprise_server, company(enterprise_server)
    sso = {"tenant": "t-1", "group_mapping": {"a": "b"}, "admin_groups": ["c"]}
    assert sim.call("system.update_company_sso_config", {"company": id_, "sso": sso}) == {}
    assert info(sim, id_)["defaults"] == {"sso": sso}
    fields = {"service_instance_id": "x"}
    assert sim.call("system.update_company_custom_events_config", {"company": id_, "fields": fields}) == {}
    assert sim.call("system.get_company_custom_events_config", {"company": id_}) == {"fields": fields}


def test_only_system_roles_call_system(enterprise_server: Simulator) -> None:
    admin = person(enterprise_server, "admin")
    expected = (403, 20, "Forbidden (not allowed for role): role=admin, allowed=(system, root)")
    assert ask(enterprise_server, "system.get_companies", {}, admin.keys).error == expected
    assert ask(enterprise_server, "system.get_companies", {}, X_Clearml_Act_As=admin.id).status == 200


def test_renaming(enterprise_server: Simulator) -> None:
    sim, admin = enterprise_server, person(enterprise_server, "admin", company=B)
    body = {"company": B, "new_name": unique("Renamed")}
    assert ask(sim, "organization.update_company_name", body, admin.keys).data == {"updated": 1}
    assert info(sim, B)["name"] == body["new_name"]
    foreign = ask(sim, "organization.update_company_name", body | {"company": A}, admin.keys)
    assert foreign.error == (400, 10, f"Invalid object id: company={A}")
    assert ask(sim, "organization.update_company_name", body | {"new_name": "ab"}).error[:2] == (400, 800)
    user = person(sim)
    assert ask(sim, "organization.update_company_name", body, user.keys).error[:2] == (403, 20)


def test_a_seeded_company_may_lack_a_name() -> None:
    with simulator(companies=[*COMPANIES, {"id": "d" * 32}]) as sim:
        assert info(sim, "d" * 32)["active"] is True
