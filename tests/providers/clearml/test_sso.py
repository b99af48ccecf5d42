"""SsoConfiguration manages company settings and provider configuration together; its secret is never shown."""

from typing import Any

import pytest

from providers.clearml.api.models import LoginModes
from providers.clearml.shared.base import TenantError
from providers.clearml.sso import SsoProvider
from tests.providers.clearml.nouns import NOUNS
from tests.providers.clearml.world import World, outs

SECRET = "client-secret-canary"
SAVE = "sso.save_provider_configuration"
_SSO = next(noun for noun in NOUNS if noun.provider is SsoProvider)


@pytest.fixture
def provider(world: World) -> SsoProvider:
    return world.provider(SsoProvider)


@pytest.fixture
def wanted(world: World, number: int) -> dict[str, Any]:
    """Inputs of both halves, with a provider of this test only."""
    return _SSO.wanted(world, number) | {"client_secret": SECRET}


def company_settings(world: World) -> dict[str, Any]:
    """The SSO company settings on the server."""
    return dict(world.simulator.call("system.company_info", {"company": world.member.company})["defaults"]["sso"])


def rows(world: World) -> dict[str, bool]:
    """The company's provider configurations and whether each is active."""
    body = {"company": world.member.company}
    answer = world.simulator.call("sso.get_provider_configurations", body)["configurations"]
    return {row["id"]: row["active"] for row in answer}


def test_both_halves_are_written(provider: SsoProvider, world: World, wanted: dict[str, Any], number: int) -> None:
    made = provider.create(wanted)
    assert made.id == world.member.company
    assert company_settings(world) == {
        "tenant": f"idp-{number}",
        "group_mapping": {"staff": "users"},
        "admin_groups": ["admins", "owners"],
    }
    assert rows(world) == {f"acme-{number}": True}
    assert provider.diff(made.id, outs(made), wanted).changes is False
    assert outs(provider.read(made.id, outs(made))) == outs(made)


def test_the_rest_of_a_killed_run_is_completed(provider: SsoProvider, world: World, wanted: dict[str, Any]) -> None:
    provider.create(wanted)
    world.simulator.clear_calls()
    made = provider.create(wanted)
    assert provider.diff(made.id, outs(made), wanted).changes is False
    assert len(world.simulator.calls(SAVE)) == 1  # only then the secret is certainly ours


def test_a_configuration_of_others_is_shown_and_not_overwritten(
    provider: SsoProvider, world: World, wanted: dict[str, Any], number: int
) -> None:
    theirs = {"tenant": "theirs", "group_mapping": {}, "admin_groups": ["owners"]}
    world.client.update_company_sso_config(world.member.company, theirs)
    world.client.save_provider_configuration(world.member.company, "okta", {"id": f"acme-{number}"})
    world.simulator.clear_calls()
    made = provider.create(wanted)
    assert world.simulator.calls(SAVE) == []
    assert company_settings(world) == theirs
    assert outs(made)["external_tenant"] == "theirs"
    assert provider.diff(made.id, outs(made), wanted).changes is True
    after = provider.update(made.id, outs(made), wanted)
    assert provider.diff(made.id, outs(after), wanted).changes is False
    assert company_settings(world)["tenant"] == f"idp-{number}"


def test_company_settings_alone_make_no_provider(provider: SsoProvider, world: World, wanted: dict[str, Any]) -> None:
    alone = {name: wanted[name] for name in ("tenant", "company", "external_tenant", "admin_groups")}
    made = provider.create(alone)
    assert provider.diff(made.id, outs(provider.read(made.id, outs(made))), alone).changes is False
    assert rows(world) == {}
    provider.delete(made.id, outs(made))
    assert company_settings(world) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"external_tenant": "idp-other"},
        {"group_mapping": {"staff": "admins"}},
        {"admin_groups": ["owners"]},
        {"configuration": {"realm": "other"}},
        {"client_secret": "another-canary"},
        {"provider": "okta"},
        {"provider_id": "other"},
        {"active": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_change_is_an_update_in_place(provider: SsoProvider, wanted: dict[str, Any], change: Any) -> None:
    made = provider.create(wanted)
    result = provider.diff(made.id, outs(made), wanted | change)
    assert (result.changes, result.replaces) == (True, [])


def test_order_of_groups_is_no_change(provider: SsoProvider, wanted: dict[str, Any]) -> None:
    made = provider.create(wanted)
    assert provider.diff(made.id, outs(made), wanted | {"admin_groups": ["admins", "owners"]}).changes is False


def test_another_id_replaces_the_provider_configuration(
    provider: SsoProvider, world: World, wanted: dict[str, Any], number: int
) -> None:
    made = provider.create(wanted)
    renamed = wanted | {"provider_id": f"new-{number}"}
    after = provider.update(made.id, outs(made), renamed)
    assert rows(world) == {f"new-{number}": True}
    assert provider.diff(made.id, outs(after), renamed).changes is False


def test_drift_is_read_and_repaired(provider: SsoProvider, world: World, wanted: dict[str, Any], number: int) -> None:
    made, company = provider.create(wanted), world.member.company
    world.client.update_company_sso_config(company, {"tenant": "hijacked", "admin_groups": ["all-users"]})
    world.client.delete_provider_configuration(company, f"acme-{number}")
    seen = outs(provider.read(made.id, outs(made)))
    assert (seen["external_tenant"], seen["admin_groups"]) == ("hijacked", ["all-users"])
    assert provider.diff(made.id, seen, wanted).changes is True
    provider.update(made.id, seen, wanted)
    assert company_settings(world)["tenant"] == f"idp-{number}"
    assert rows(world) == {f"acme-{number}": True}


def test_a_provider_switched_off_outside_is_drift(
    provider: SsoProvider, world: World, wanted: dict[str, Any], number: int
) -> None:
    made, company = provider.create(wanted), world.member.company
    world.client.save_provider_configuration(company, "okta", {"id": "another"})
    world.client.set_provider_active(company, f"acme-{number}", active=False)
    seen = outs(provider.read(made.id, outs(made)))
    assert seen["active"] is False
    provider.update(made.id, seen, wanted)
    assert rows(world) == {f"acme-{number}": True, "another": True}


def test_the_last_active_provider_cannot_be_switched_off(
    provider: SsoProvider, world: World, wanted: dict[str, Any]
) -> None:
    made = provider.create(wanted)
    with pytest.raises(TenantError, match=r"sso\.set_provider_configurations_active answered 400/86") as caught:
        provider.update(made.id, outs(made), wanted | {"active": False})
    assert str(caught.value).startswith("tenant acme: could not update SSO configuration acme-")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("kind", ["error500", "unauthorized"])
def test_a_new_provider_that_cannot_be_saved_leaves_the_old_one(
    provider: SsoProvider, world: World, wanted: dict[str, Any], number: int, kind: str
) -> None:
    made = provider.create(wanted)
    world.simulator.fault(SAVE, kind=kind, times=20)
    with pytest.raises(TenantError):
        provider.update(made.id, outs(made), wanted | {"provider_id": f"new-{number}"})
    assert rows(world) == {f"acme-{number}": True}
    world.simulator.clear_faults()
    provider.update(made.id, outs(made), wanted | {"provider_id": f"new-{number}"})
    assert rows(world) == {f"new-{number}": True}


def test_a_provider_that_the_server_keeps_is_an_error(
    provider: SsoProvider, world: World, wanted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = provider.create(wanted)
    monkeypatch.setattr(world.client, "delete_provider_configuration", lambda *_: None)
    with pytest.raises(TenantError, match="kept it"):
        provider.delete(made.id, outs(made))


@pytest.mark.parametrize("mode", [True, False, None])
def test_a_server_without_sign_in_per_tenant_is_reported(
    provider: SsoProvider,
    world: World,
    wanted: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    mode: bool | None,
) -> None:
    monkeypatch.setattr(world.client, "login_modes", lambda: LoginModes(tenant_login=mode))
    provider.create(wanted)
    assert ("clearml:controlPlane.server.tenantLogin" in capfd.readouterr().err) is (mode is False)


def test_a_provider_id_of_another_company_is_refused(
    provider: SsoProvider, world: World, wanted: dict[str, Any], number: int
) -> None:
    other = world.client.create_company(f"Other {number}")
    world.client.save_provider_configuration(other, "okta", {"id": f"acme-{number}"})
    with pytest.raises(TenantError, match=other):
        provider.create(wanted)
    assert rows(world) == {}
    world.client.delete_provider_configuration(other, f"acme-{number}")
    provider.create(wanted)
    assert rows(world) == {f"acme-{number}": True}


def test_settings_that_the_file_leaves_out_are_left_alone(
    provider: SsoProvider, world: World, wanted: dict[str, Any], number: int
) -> None:
    company = world.member.company
    some = {name: wanted[name] for name in ("tenant", "company", "external_tenant")}
    made = provider.create(some)
    theirs = {"tenant": f"idp-{number}", "group_mapping": {"staff": "users"}, "admin_groups": ["owners"]}
    world.client.update_company_sso_config(company, theirs)
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, some).changes is False
    after = provider.update(made.id, seen, some | {"external_tenant": f"new-{number}"})
    assert company_settings(world) == theirs | {"tenant": f"new-{number}"}

    emptied = some | {"external_tenant": f"new-{number}", "admin_groups": []}
    after = provider.update(made.id, outs(after), emptied)
    assert company_settings(world)["admin_groups"] == []
    provider.delete(made.id, outs(after))
    assert company_settings(world)["group_mapping"] == {"staff": "users"}
    assert "tenant" not in company_settings(world)


def test_delete_takes_both_halves_and_may_happen_twice(
    provider: SsoProvider, world: World, wanted: dict[str, Any]
) -> None:
    made = provider.create(wanted)
    provider.delete(made.id, outs(made))
    provider.delete(made.id, outs(made))
    assert rows(world) == {}
    assert company_settings(world) == {}


def test_a_deleted_company_has_no_configuration(
    provider: SsoProvider, world: World, wanted: dict[str, Any], number: int
) -> None:
    made = provider.create(wanted)
    world.client.delete_tenant(world.member.company, f"Company {number}", force=False)
    assert provider.read(made.id, outs(made)).id == ""


def test_the_secret_is_sent_and_never_shown(
    provider: SsoProvider, world: World, wanted: dict[str, Any], number: int, capfd: pytest.CaptureFixture[str]
) -> None:
    world.simulator.clear_calls()
    made = provider.create(wanted)
    (call,) = world.simulator.calls(SAVE)
    assert call["body"]["configuration"] == {"realm": "acme", "id": f"acme-{number}", "client_secret": "<removed>"}
    world.simulator.fault(SAVE, kind="unauthorized")
    with pytest.raises(TenantError) as caught:
        provider.update(made.id, outs(made), wanted | {"client_secret": f"new-{SECRET}"})
    output = capfd.readouterr()
    assert SECRET not in f"{caught.value!r} {output.out} {output.err}"
    assert SECRET not in repr(SsoProvider.state.model_validate(outs(made)))


def test_a_bad_secret_is_refused_without_its_value(provider: SsoProvider, wanted: dict[str, Any]) -> None:
    (failure,) = provider.check({}, wanted | {"client_secret": [SECRET]}).failures
    assert failure.property == ""  # the engine prints the value of a property named in an error
    assert SECRET not in failure.reason
