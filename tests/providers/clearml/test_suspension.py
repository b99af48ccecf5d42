"""Suspension: all access to a company is stopped, and comes back except for key pairs."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.errors import Unauthorized
from providers.clearml.api.member import Member
from providers.clearml.api.models import MintedKeyPair
from providers.clearml.shared.base import TenantError
from providers.clearml.suspension import SuspensionProvider
from tests.live.tenants.holdings import holdings
from tests.providers.clearml.world import World, connection, new_member, outs
from tests.sandbox.clearml.process import simulator


def suspension(world: World, **changes: Any) -> dict[str, Any]:
    return world.membership | {"domains": ["managed.example"], "addresses": ["managed@p.example"]} | changes


@pytest.fixture
def provider(world: World) -> SuspensionProvider:
    return world.provider(SuspensionProvider)


@pytest.fixture
def pairs(world: World, number: int) -> list[MintedKeyPair]:
    """Key pairs of the admin, of a person and of a service user, in a company that people can log in to."""
    client, admin = world.client, world.member
    person = client.create_user(admin.company, {"name": "Eve", "email": f"eve@s{number}.example", "role": "user"})
    robot = client.create_service_user(admin, "robot", run_as_owner=False)
    client.set_domains(admin, ["managed.example", f"own{number}.example"])
    client.add_whitelist_entries(admin, ["managed@p.example", f"bob@s{number}.example"], "user")
    client.add_whitelist_entries(admin, [f"cto@s{number}.example"], "admin")
    client.update_company_settings(admin.company, {"max_running_apps": 4})
    owners = [admin, Member(user=person, company=admin.company)]
    return [*(client.create_credentials(owner, "laptop", None) for owner in owners), robot.credentials]


def works(client: Client, pair: MintedKeyPair) -> bool:
    try:
        client.owner_of(pair)
    except Unauthorized:
        return False
    return True


def test_it_stops_every_key_pair_and_login_rule(
    provider: SuspensionProvider, world: World, pairs: list[MintedKeyPair], capfd: pytest.CaptureFixture[str]
) -> None:
    assert all(works(world.client, pair) for pair in pairs)
    made = provider.create(suspension(world))
    assert not any(works(world.client, pair) for pair in pairs)
    rules = world.client.get_login_settings(world.member)
    assert (rules.domains, rules.whitelist_entries) == ((), ())
    assert world.client.company_info(world.member.company).defaults.max_running_apps == 0
    assert "what this cannot stop: 3 user(s)" in capfd.readouterr().err
    assert provider.diff(made.id, outs(made), suspension(world)).changes is False
    assert outs(provider.read(made.id, outs(made))) == outs(made)


def test_its_deletion_restores_what_it_took_and_leaves_the_file_to_other_resources(
    provider: SuspensionProvider, world: World, pairs: list[MintedKeyPair], number: int
) -> None:
    made = provider.create(suspension(world))
    provider.delete(made.id, outs(made))
    rules = world.client.get_login_settings(world.member)
    assert rules.domains == (f"own{number}.example",)
    assert {entry.email: entry.role for entry in rules.whitelist_entries} == {
        f"bob@s{number}.example": "user",
        f"cto@s{number}.example": "admin",
    }
    assert world.client.company_info(world.member.company).defaults.max_running_apps == 4
    assert not any(works(world.client, pair) for pair in pairs)


def test_domains_that_the_file_sets_again_are_not_overwritten(
    provider: SuspensionProvider, world: World, pairs: list[MintedKeyPair]
) -> None:
    made = provider.create(suspension(world))
    world.client.set_domains(world.member, ["managed.example"])
    provider.delete(made.id, outs(made))
    assert world.client.get_login_settings(world.member).domains == ("managed.example",)


def test_a_limit_that_the_file_changed_meanwhile_stays(
    provider: SuspensionProvider, world: World, pairs: list[MintedKeyPair]
) -> None:
    made = provider.create(suspension(world))
    world.client.update_company_settings(world.member.company, {"max_running_apps": 9})
    provider.delete(made.id, outs(made))
    assert world.client.company_info(world.member.company).defaults.max_running_apps == 9


def test_a_company_without_a_limit_gets_one_that_stops_nothing(provider: SuspensionProvider, world: World) -> None:
    made = provider.create(suspension(world))
    assert world.client.company_info(world.member.company).defaults.max_running_apps == 0
    provider.delete(made.id, outs(made))
    assert world.client.company_info(world.member.company).defaults.max_running_apps != 0


def test_access_that_was_opened_again_is_drift_and_is_stopped_again(
    provider: SuspensionProvider, world: World, pairs: list[MintedKeyPair], number: int
) -> None:
    made = provider.create(suspension(world))
    pair = world.client.create_credentials(world.member, "again", None)
    world.client.set_domains(world.member, ["again.example"])
    seen = outs(provider.read(made.id, outs(made)))
    assert seen["reopened"] == ["1 key pair(s)", "login domains again.example"]
    assert provider.diff(made.id, seen, suspension(world)).changes is True
    after = provider.update(made.id, seen, suspension(world))
    assert not works(world.client, pair)
    assert world.client.get_login_settings(world.member).domains == ()
    assert outs(provider.read(made.id, outs(after))) == outs(after)


def test_another_tenant_is_not_touched(provider: SuspensionProvider, world: World, number: int) -> None:
    other = new_member(world.client, f"Other {number}", f"o@o{number}.example")
    pair = world.client.create_credentials(other, "laptop", None)
    world.client.set_domains(other, [f"other{number}.example"])
    before = holdings(world.simulator, f"Other {number}")
    provider.create(suspension(world))
    assert works(world.client, pair)
    assert holdings(world.simulator, f"Other {number}") == before


def test_an_entry_of_a_person_who_has_logged_in_is_reported(
    provider: SuspensionProvider, world: World, number: int, capfd: pytest.CaptureFixture[str]
) -> None:
    world.client.add_whitelist_entries(world.member, [f"bob@s{number}.example"], "user")
    world.simulator.log_in(f"bob@s{number}.example")
    provider.create(suspension(world))
    assert "1 whitelist entries of people who have logged in stay" in capfd.readouterr().err


def test_a_write_without_effect_is_an_error(
    provider: SuspensionProvider, world: World, pairs: list[MintedKeyPair], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.client, "revoke_credentials", lambda *_: None)
    with pytest.raises(TenantError, match=r"access remains: 3 key pair"):
        provider.create(suspension(world))


@pytest.fixture
def older() -> Iterator[World]:
    """A server that lists neither the users of a company nor its service users."""
    without = ["permissions.get_company_users", "users.get_service_users"]
    with simulator(profile="enterprise", without=without) as server, closing(Client(connection(server))) as client:
        yield World(server, client, new_member(client, "Company", "admin@c.example"))


def test_a_server_that_lists_no_users_stops_the_admin(older: World) -> None:
    pair = older.client.create_credentials(older.member, "laptop", None)
    older.provider(SuspensionProvider).create(suspension(older))
    assert not works(older.client, pair)


def test_it_is_deleted_when_the_company_no_longer_exists(provider: SuspensionProvider, world: World) -> None:
    made = provider.create(suspension(world))
    name = world.client.company_info(world.member.company).name
    world.client.delete_tenant(world.member.company, name, force=False)
    provider.delete(made.id, outs(made))
    provider.delete(made.id, outs(made))
