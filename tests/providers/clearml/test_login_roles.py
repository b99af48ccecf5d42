"""Roles of whitelist entries are read from the server, and entries that this stack did not create stay its owner's."""

from typing import Any

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.models import Route, WhitelistEntry
from providers.clearml.login_whitelist import LoginWhitelistProvider
from providers.clearml.shared.base import TenantError
from tests.providers.clearml.world import World, connection, new_member, outs
from tests.sandbox.clearml.process import simulator


@pytest.fixture
def whitelist(world: World) -> LoginWhitelistProvider:
    return world.provider(LoginWhitelistProvider)


@pytest.fixture
def bob(number: int) -> str:
    return f"bob@p{number}.example"


def rules(world: World, users: list[str], admins: list[str] | None = None, **more: Any) -> dict[str, Any]:
    return world.membership | {"users": users, "admins": admins or []} | more


def live(world: World) -> dict[str, WhitelistEntry]:
    return {entry.email: entry for entry in world.client.get_login_settings(world.member).whitelist_entries}


def test_a_role_changed_on_the_server_is_drift_and_returns(
    whitelist: LoginWhitelistProvider, world: World, bob: str
) -> None:
    made = whitelist.create(rules(world, [bob]))
    world.client.remove_whitelist_entries(world.member, [bob])
    world.client.add_whitelist_entries(world.member, [bob], "admin")

    seen = outs(whitelist.read(made.id, outs(made)))
    assert seen["admins"] == [bob]
    assert whitelist.diff(made.id, seen, rules(world, [bob])).changes is True

    whitelist.update(made.id, seen, rules(world, [bob]))
    assert live(world)[bob].role == "user"


def test_a_pending_entry_with_another_role_needs_adopt(
    whitelist: LoginWhitelistProvider, world: World, bob: str
) -> None:
    world.client.add_whitelist_entries(world.member, [bob], "user")
    with pytest.raises(TenantError) as caught:
        whitelist.create(rules(world, [], [bob]))
    assert bob in str(caught.value)
    assert "login.adopt" in str(caught.value)
    assert live(world)[bob].role == "user"

    whitelist.create(rules(world, [], [bob], adopt=[bob]))
    assert live(world)[bob].role == "admin"


def test_an_invitation_of_others_is_released_and_not_removed(
    whitelist: LoginWhitelistProvider, world: World, bob: str, capfd: pytest.CaptureFixture[str]
) -> None:
    world.client.add_whitelist_entries(world.member, [bob], "user")
    made = whitelist.create(rules(world, [bob]))
    assert whitelist.diff(made.id, outs(made), rules(world, [bob])).changes is False
    assert outs(whitelist.read(made.id, outs(made))) == outs(made)

    changed = whitelist.update(made.id, outs(made), rules(world, []))
    assert set(live(world)) == {bob}
    assert bob in capfd.readouterr().err
    assert "found" not in outs(changed)

    again = whitelist.create(rules(world, [bob]))
    whitelist.delete(again.id, outs(again))
    assert set(live(world)) == {bob}


def test_an_adopted_entry_goes_with_its_line(whitelist: LoginWhitelistProvider, world: World, bob: str) -> None:
    world.client.add_whitelist_entries(world.member, [bob], "user")
    made = whitelist.create(rules(world, [bob]))
    adopted = rules(world, [bob], adopt=[bob])
    assert whitelist.diff(made.id, outs(made), adopted).changes is True
    changed = whitelist.update(made.id, outs(made), adopted)
    later = whitelist.update(made.id, outs(changed), rules(world, [bob]))
    whitelist.delete(made.id, outs(later))
    assert live(world) == {}


def test_state_of_an_older_version_counts_as_created(whitelist: LoginWhitelistProvider, world: World, bob: str) -> None:
    world.client.add_whitelist_entries(world.member, [bob], "user")
    whitelist.delete(world.member.company, rules(world, [bob]))
    assert live(world) == {}


def test_a_killed_update_continues(whitelist: LoginWhitelistProvider, world: World, bob: str) -> None:
    """The entry has the new role already, and the state still has the old one."""
    made = whitelist.create(rules(world, [bob]))
    whitelist.update(made.id, outs(made), rules(world, [], [bob]))
    again = whitelist.update(made.id, outs(made), rules(world, [], [bob]))
    whitelist.delete(made.id, outs(again))
    assert live(world) == {}


def test_the_role_of_a_person_who_has_logged_in_is_reported_and_kept(
    whitelist: LoginWhitelistProvider, world: World, bob: str, capfd: pytest.CaptureFixture[str]
) -> None:
    world.client.add_whitelist_entries(world.member, [bob], "user")
    world.simulator.log_in(bob)
    made = whitelist.create(rules(world, [], [bob]))
    output = capfd.readouterr().err
    assert bob in output
    assert "role user" in output
    assert outs(whitelist.read(made.id, outs(made))) == outs(made)


def test_servers_before_api_2_37_report_a_pending_role_by_address(number: int, bob: str) -> None:
    with simulator(profile="enterprise", api_version="2.36") as server:
        client = Client(connection(server))
        world = World(server, client, new_member(client, f"Old {number}", f"admin@c{number}.example"))
        client.add_whitelist_entries(world.member, [bob], "admin")
        assert live(world)[bob].role is None
        with pytest.raises(TenantError, match=r"login\.adopt"):
            world.provider(LoginWhitelistProvider).create(rules(world, [bob]))
        client.close()


def test_an_address_under_the_domain_of_another_tenant_is_accepted(
    whitelist: LoginWhitelistProvider, world: World, number: int
) -> None:
    """login.get_whitelist by e-mail also returns the rows of the address's domain (REF)."""
    other = new_member(world.client, f"Other {number}", f"o@o{number}.example")
    world.client.set_domains(other, [f"partner{number}.example"])
    whitelist.create(rules(world, [f"bob@partner{number}.example"]))
    assert set(live(world)) == {f"bob@partner{number}.example"}


@pytest.mark.parametrize("listed", [True, False])
def test_an_address_of_a_deleted_company_is_free(
    whitelist: LoginWhitelistProvider,
    world: World,
    bob: str,
    number: int,
    monkeypatch: pytest.MonkeyPatch,
    listed: bool,
) -> None:
    """INF whether a server lists rows of deleted companies; both are tried."""
    other = new_member(world.client, f"Other {number}", f"o@o{number}.example")
    world.client.add_whitelist_entries(other, [bob], "user")
    world.client.delete_tenant(other.company, f"Other {number}", force=True)
    if listed:
        row = Route(company=other.company, emails=(bob,))
        monkeypatch.setattr(world.client, "routes", lambda **_: (row,))
    whitelist.create(rules(world, [bob]))
    assert set(live(world)) == {bob}


def test_a_removal_that_the_server_ignores_is_an_error(
    whitelist: LoginWhitelistProvider, world: World, bob: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = whitelist.create(rules(world, [bob]))
    monkeypatch.setattr(world.client, "remove_whitelist_entries", lambda *_: ())
    with pytest.raises(TenantError, match="did not remove"):
        whitelist.delete(made.id, outs(made))
