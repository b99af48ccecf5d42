"""Endpoints per profile, release and switch; server.*."""

import pytest

from tests.sandbox.clearml.asking import COMPANIES, DEFAULT, NO_CREDENTIALS, ask, person
from tests.sandbox.clearml.process import Simulator, simulator

ENTERPRISE = (
    "system.create_company",
    "system.get_companies",
    "system.company_info",
    "system.update_company_settings",
    "tenants.create_tenant",
    "tenants.delete_tenant",
    "sso.save_provider_configuration",
    "login.set_domains",
    "login.get_settings",
    "login.get_whitelist",
    "login.add_whitelist_entries",
    "auth.delete_user",
    "auth.get_users_info",
    "auth.create_service_user",
    "users.get_service_users",
    "users.update_service_user",
    "permissions.add_or_update_user_group",
    "permissions.delete_user_groups",
    "permissions.get_company_users",
    "permissions.get_user_groups",
    "organization.update_company_name",
)


@pytest.mark.parametrize("endpoint", ENTERPRISE)
def test_enterprise_calls_do_not_exist_on_the_open_server(open_server: Simulator, endpoint: str) -> None:
    for who in (open_server.root, NO_CREDENTIALS):
        answer = ask(open_server, endpoint, {"name": "abc"}, who)
        assert answer.error == (404, 0, f"Unable to find endpoint for name {endpoint} and version 2.34")


@pytest.mark.parametrize("endpoint", ENTERPRISE)
def test_they_exist_on_enterprise(enterprise_server: Simulator, endpoint: str) -> None:
    assert ask(enterprise_server, endpoint, {}, NO_CREDENTIALS).error == (401, 20, "Unauthorized (missing credentials)")


def test_server_info(open_server: Simulator, enterprise_server: Simulator) -> None:
    info = {"version": "2.3.0", "build": "", "commit": "", "api_version": "2.34"}
    assert open_server.call("server.info") == info
    assert list(open_server.call("v2.8/server.info")) == ["version", "build", "commit", "uid"]
    assert list(open_server.call("v2.1/server.info")) == ["version", "build", "commit"]
    assert enterprise_server.call("server.info")["api_version"] == "2.37"
    assert ask(open_server, "server.info", {}, NO_CREDENTIALS).error[:2] == (401, 20)


def test_an_older_enterprise_server() -> None:
    with simulator(companies=COMPANIES, server_version="3.26.7") as sim:
        assert sim.call("server.info") == {"version": "3.26.7", "build": "", "commit": "", "api_version": "2.35"}
        for endpoint in ("tenants.create_tenant", "tenants.delete_tenant", "auth.get_users_info"):
            assert ask(sim, endpoint, {}).error == (
                404,
                0,
                f"Unable to find endpoint for name {endpoint} and version 2.35",
            )
        assert ask(sim, "system.get_companies").status == 200


def test_single_endpoints_can_be_left_out() -> None:
    with simulator(without=["login.get_whitelist", "auth.get_users_info"]) as sim:
        assert ask(sim, "login.get_whitelist", {"email": "x"}).error[:2] == (404, 0)
        assert ask(sim, "auth.get_users_info", {}).error[:2] == (404, 0)
        assert ask(sim, "login.get_settings").status == 200


@pytest.mark.parametrize(("profile", "crosses"), [("oss", True), ("enterprise", False)])
def test_crossing_companies_as_system_is_a_switch(profile: str, *, crosses: bool) -> None:
    with simulator(profile=profile, companies=COMPANIES, system_may_cross_tenants=crosses) as sim:
        user = person(sim)
        answer = ask(sim, "users.get_current_user", {}, sim.supervisor, X_Clearml_Act_As=user.id)
        assert answer.error[:2] == ((200, 0) if crosses else (400, 6))


def test_server_config_shows_secrets_only_on_request(any_server: Simulator) -> None:
    whole = ask(any_server, "server.config")
    assert "secure" not in whole.data
    assert whole.data["apiserver"]["default_company"] == DEFAULT
    secure = any_server.call("server.config", {"path": "secure"})
    assert secure["credentials"]["supervisor"]["user_secret"] == any_server.supervisor.secret_key
    assert any_server.call("server.config", {"path": "services.queues"}) == {"hidden_tags": ["k8s-glue"]}
    for path in ("nope", "apiserver.default_company"):
        assert ask(any_server, "server.config", {"path": path}).error[:2] == (500, 0)
