"""tenants.*: tenants created in one call, and their soft deletion (REF 3.30, inferences INF)."""

import pytest

from tests.sandbox.clearml.asking import DEFAULT, Person, ask, person, unique
from tests.sandbox.clearml.process import KeyPair, Simulator


@pytest.fixture
def tenant(enterprise_server: Simulator) -> tuple[str, str, Person]:
    """Id, name and an admin of a fresh tenant."""
    name = unique("Tenant")
    id_ = enterprise_server.call("system.create_company", {"name": name})["id"]
    return id_, name, person(enterprise_server, "admin", company=id_)


def test_one_call_makes_company_admin_and_keys(enterprise_server: Simulator) -> None:
    sim, name, domain = enterprise_server, unique("Globex"), f"{unique('globex')}.example"
    body = {"name": name, "domain": domain, "admin_emails": [f"cto@{domain}"], "max_users": 5}
    made = sim.call("tenants.create_tenant", body)
    assert list(made) == ["id", "credentials"]
    pair = KeyPair(made["credentials"]["access_key"], made["credentials"]["secret_key"])
    who = ask(sim, "users.get_current_user", {}, pair).data["user"]
    assert (who["company"]["id"], who["role"]) == (made["id"], "admin")
    settings = ask(sim, "login.get_settings", {}, pair).data
    assert (settings["domains"], settings["whitelist_entries"][0]["email"]) == ([domain], f"cto@{domain}")
    row = next(row for row in sim.call("tenants.get_tenants")["tenants"] if row["id"] == made["id"])
    assert row == {"id": made["id"], "name": name, "admin_emails": [f"cto@{domain}"], "default_company": False}
    assert sim.call("system.company_info", {"company": made["id"]})["defaults"] == {"allowed_users": 5}
    again = sim.call("tenants.add_tenant_admin_credentials", {"tenant": made["id"]})["credentials"]
    assert ask(sim, "auth.login", {}, KeyPair(again["access_key"], again["secret_key"])).status == 200


def test_a_refused_tenant_leaves_nothing(enterprise_server: Simulator) -> None:
    before = len(enterprise_server.state()["companies"])
    assert ask(enterprise_server, "tenants.create_tenant", {"name": "ab"}).error[:2] == (400, 800)
    body = {"name": "abc", "admin_emails": ["nope"]}
    assert ask(enterprise_server, "tenants.create_tenant", body).error[:2] == (400, 22)
    assert len(enterprise_server.state()["companies"]) == before


def test_deletion_needs_the_stored_name(enterprise_server: Simulator, tenant: tuple[str, str, Person]) -> None:
    id_, name, _ = tenant
    wrong = ask(enterprise_server, "tenants.delete_tenant", {"tenant": id_, "name": name.lower()})
    assert wrong.error[:2] == (400, 16)
    missing = ask(enterprise_server, "tenants.delete_tenant", {"tenant": id_})
    assert missing.error == (400, 12, "Validation error (error for field 'name'. field is required!)")


def test_deletion_is_soft(enterprise_server: Simulator, tenant: tuple[str, str, Person]) -> None:
    sim, (id_, name, admin) = enterprise_server, tenant
    done = sim.call("tenants.delete_tenant", {"tenant": id_, "name": name})
    assert list(done["running"]) == ["tasks", "app_tasks", "pipeline_tasks", "connected_workers", "active_routes"]
    assert sim.call("system.get_companies", {"name": name})["companies"] == [{"id": id_, "name": name, "active": False}]
    assert id_ not in [row["id"] for row in sim.call("tenants.get_tenants")["tenants"]]
    invalid = "Unauthorized (invalid credentials) (invalid user company)"
    assert ask(sim, "server.info", {}, admin.keys).error == (401, 22, invalid)
    acting = ask(sim, "users.get_current_user", {}, X_Clearml_Act_As=admin.id)
    assert acting.error[:2] == (400, 6)
    assert ask(sim, "tenants.delete_tenant", {"tenant": id_, "name": name}).error[:2] == (400, 10)


def test_the_emails_of_a_deleted_tenant_stay_taken(
    enterprise_server: Simulator, tenant: tuple[str, str, Person]
) -> None:
    sim, (id_, name, admin) = enterprise_server, tenant
    sim.call("tenants.delete_tenant", {"tenant": id_, "name": name})
    body = {"name": "X", "company": DEFAULT, "email": admin.email}
    assert ask(sim, "auth.create_user", body).error[:2] == (400, 801)
    sim.call("auth.delete_user", {"user": admin.id})
    assert ask(sim, "auth.create_user", body).status == 200


def test_running_work_stops_a_deletion_without_force(
    enterprise_server: Simulator, tenant: tuple[str, str, Person]
) -> None:
    sim, (id_, name, _) = enterprise_server, tenant
    sim.set_running(id_, 2)
    body = {"tenant": id_, "name": name}
    assert ask(sim, "tenants.delete_tenant", body).error[:2] == (400, 51)
    assert sim.call("system.get_companies", {"name": name})["companies"][0]["active"] is True
    assert sim.call("tenants.delete_tenant", body | {"force": True})["running"]["tasks"] == 2


def test_the_default_company_stays(enterprise_server: Simulator) -> None:
    answer = ask(enterprise_server, "tenants.delete_tenant", {"tenant": DEFAULT, "name": "clearml"})
    assert answer.error[:2] == (400, 16)


def test_routing_forgets_a_deleted_tenant(enterprise_server: Simulator, tenant: tuple[str, str, Person]) -> None:
    sim, (id_, name, admin) = enterprise_server, tenant
    domain = f"{unique('gone')}.example"
    ask(sim, "login.set_domains", {"domains": [domain]}, admin.keys)
    assert len(sim.call("login.get_whitelist", {"domain": domain})["entries"]) == 1
    sim.call("tenants.delete_tenant", {"tenant": id_, "name": name})
    assert sim.call("login.get_whitelist", {"domain": domain})["entries"] == []
