"""Login domains and whitelist: managed per entry, and never routing one person to two tenants."""

from typing import Any

import pytest

from providers.clearml.login_domains import LoginDomainsProvider
from providers.clearml.login_whitelist import LoginWhitelistProvider
from providers.clearml.shared.base import TenantError
from tests.providers.clearml.world import World, new_member, outs


@pytest.fixture
def domains(world: World) -> LoginDomainsProvider:
    return world.provider(LoginDomainsProvider)


@pytest.fixture
def whitelist(world: World) -> LoginWhitelistProvider:
    return world.provider(LoginWhitelistProvider)


def live_domains(world: World) -> set[str]:
    return set(world.client.get_login_settings(world.member).domains)


def live_entries(world: World) -> set[str]:
    return {entry.email for entry in world.client.get_login_settings(world.member).whitelist_entries}


class TestDomains:
    def rules(self, world: World, *names: str) -> dict[str, Any]:
        return world.membership | {"domains": list(names)}

    def test_order_and_case_are_no_change(self, domains: LoginDomainsProvider, world: World, number: int) -> None:
        made = domains.create(self.rules(world, f"B{number}.example", f"a{number}.example"))
        again = self.rules(world, f"A{number}.example", f"b{number}.example")
        assert domains.diff(made.id, outs(made), again).changes is False

    def test_only_what_left_the_file_is_removed(self, domains: LoginDomainsProvider, world: World, number: int) -> None:
        made = domains.create(self.rules(world, f"a{number}.example", f"b{number}.example"))
        world.client.set_domains(world.member, [f"a{number}.example", f"b{number}.example", f"new{number}.example"])
        domains.update(made.id, outs(made), self.rules(world, f"b{number}.example"))
        assert live_domains(world) == {f"b{number}.example", f"new{number}.example"}

    def test_a_domain_added_outside_is_drift_and_goes(
        self, domains: LoginDomainsProvider, world: World, number: int
    ) -> None:
        wanted = self.rules(world, f"a{number}.example")
        made = domains.create(wanted)
        world.client.set_domains(world.member, [f"a{number}.example", f"evil{number}.example"])
        seen = domains.read(made.id, outs(made))
        assert domains.diff(made.id, outs(seen), wanted).changes is True
        domains.update(made.id, outs(seen), wanted)
        assert live_domains(world) == {f"a{number}.example"}

    def test_a_domain_of_another_tenant_is_refused_by_name(
        self, domains: LoginDomainsProvider, world: World, number: int
    ) -> None:
        other = new_member(world.client, f"Other {number}", f"o@o{number}.example")
        world.client.set_domains(other, [f"shared{number}.example"])
        with pytest.raises(TenantError) as caught:
            domains.create(self.rules(world, f"shared{number}.example"))
        assert f"shared{number}.example" in str(caught.value)
        assert other.company in str(caught.value)
        assert live_domains(world) == set()

    def test_delete_frees_our_domains_only(self, domains: LoginDomainsProvider, world: World, number: int) -> None:
        made = domains.create(self.rules(world, f"a{number}.example"))
        world.client.set_domains(world.member, [f"a{number}.example", f"theirs{number}.example"])
        domains.delete(made.id, outs(made))
        domains.delete(made.id, outs(made))
        assert live_domains(world) == {f"theirs{number}.example"}


class TestWhitelist:
    def rules(self, world: World, users: list[str], admins: list[str] | None = None) -> dict[str, Any]:
        return world.membership | {"users": users, "admins": admins or []}

    def test_create_then_diff_and_read_are_empty(
        self, whitelist: LoginWhitelistProvider, world: World, number: int
    ) -> None:
        wanted = self.rules(world, [f"Bob@p{number}.example"], [f"cto@p{number}.example"])
        made = whitelist.create(wanted)
        assert whitelist.diff(made.id, outs(made), wanted).changes is False
        assert outs(whitelist.read(made.id, outs(made))) == outs(made)
        assert live_entries(world) == {f"bob@p{number}.example", f"cto@p{number}.example"}

    def test_entries_of_others_are_left_alone(
        self, whitelist: LoginWhitelistProvider, world: World, number: int
    ) -> None:
        made = whitelist.create(self.rules(world, [f"bob@p{number}.example"]))
        world.client.add_whitelist_entries(world.member, [f"invited@p{number}.example"], "user")
        assert outs(whitelist.read(made.id, outs(made)))["users"] == [f"bob@p{number}.example"]
        whitelist.delete(made.id, outs(made))
        assert live_entries(world) == {f"invited@p{number}.example"}

    def test_an_entry_removed_outside_is_drift_and_returns(
        self, whitelist: LoginWhitelistProvider, world: World, number: int
    ) -> None:
        wanted = self.rules(world, [f"bob@p{number}.example"])
        made = whitelist.create(wanted)
        world.client.remove_whitelist_entries(world.member, [f"bob@p{number}.example"])
        seen = whitelist.read(made.id, outs(made))
        assert whitelist.diff(made.id, outs(seen), wanted).changes is True
        whitelist.update(made.id, outs(seen), wanted)
        assert live_entries(world) == {f"bob@p{number}.example"}

    def test_a_used_entry_stays_and_is_reported(
        self, whitelist: LoginWhitelistProvider, world: World, number: int, capfd: pytest.CaptureFixture[str]
    ) -> None:
        used, unused = f"bob@p{number}.example", f"eve@p{number}.example"
        made = whitelist.create(self.rules(world, [used, unused]))
        world.simulator.log_in(used)
        whitelist.update(made.id, outs(made), self.rules(world, []))
        assert live_entries(world) == {used}
        output = capfd.readouterr().err
        assert f"tenant acme: {used} has already logged in" in output
        assert unused not in output

    def test_an_address_of_another_tenant_is_refused_by_name(
        self, whitelist: LoginWhitelistProvider, world: World, number: int
    ) -> None:
        other = new_member(world.client, f"Other {number}", f"o@o{number}.example")
        world.client.add_whitelist_entries(other, [f"bob@p{number}.example"], "user")
        with pytest.raises(TenantError) as caught:
            whitelist.create(self.rules(world, [f"bob@p{number}.example"]))
        assert other.company in str(caught.value)
        assert live_entries(world) == set()

    def test_a_role_changes_while_the_entry_is_unused(
        self, whitelist: LoginWhitelistProvider, world: World, number: int
    ) -> None:
        email = f"bob@p{number}.example"
        made = whitelist.create(self.rules(world, [email]))
        whitelist.update(made.id, outs(made), self.rules(world, [], [email]))
        world.simulator.log_in(email)
        person = world.client.user_by_email(email)
        assert person is not None
        assert person.role == "admin"
