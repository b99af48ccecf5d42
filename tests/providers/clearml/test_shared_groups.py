"""A group that tenants share never loses another tenant's members, whatever the server shows and replaces."""

from typing import Any

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.errors import NotFound
from providers.clearml.api.member import Member
from providers.clearml.api.people import GroupMember, UserGroupRecord
from providers.clearml.shared.base import TenantError
from providers.clearml.user_group import UserGroupProvider
from tests.providers.clearml.world import World, new_member, outs

ID = "9" * 32


class SharedGroup:
    """One group of a whole server. The simulator has groups of one company only.

    `shows_all`: whether a company sees the members of others. `scoped`: whether a list may only have users of the own
    company, and then replaces only those; otherwise it replaces all members.
    """

    def __init__(self, members: dict[str, str], *, shows_all: bool, scoped: bool, companies: dict[str, str]) -> None:
        self.members, self.shows_all, self.scoped, self.companies = dict(members), shows_all, scoped, companies
        self.others: set[str] = set()

    def get(self, member: Member) -> tuple[UserGroupRecord, ...]:
        shown = [user for user, company in self.members.items() if self.shows_all or company == member.company]
        users = tuple(GroupMember(id=user) for user in shown)
        return (UserGroupRecord(id=ID, name="scientists", users=users),)

    def put(self, member: Member, group: str, fields: dict[str, Any]) -> None:
        users = {user: self.companies[user] for user in fields["users"]}
        if self.scoped and set(users.values()) - {member.company}:
            raise NotFound("permissions.add_or_update_user_group", "trx", 400, 301, "Invalid user id")
        if group != ID:
            self.others.add(group)
            return
        kept = {u: c for u, c in self.members.items() if self.scoped and c != member.company}
        self.members = kept | users

    def delete(self, member: Member, group: str) -> None:
        self.others.discard(group)

    def install(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(client, "user_groups", self.get)
        monkeypatch.setattr(client, "put_user_group", self.put)
        monkeypatch.setattr(client, "delete_user_group", self.delete)


@pytest.fixture
def other(world: World, number: int) -> Member:
    return new_member(world.client, f"Other {number}", f"other@o{number}.example")


def shared(world: World, other: Member, **modes: bool) -> SharedGroup:
    companies = {world.member.user: world.member.company, other.user: other.company}
    return SharedGroup({other.user: other.company}, companies=companies, **modes)


def wanted(world: World, number: int, *peers: Member) -> dict[str, Any]:
    members = {"name": "scientists", "existing": True, "users": [f"admin@c{number}.example"]}
    return world.membership | members | {"peers": [peer.model_dump() for peer in peers]}


@pytest.mark.parametrize(("shows_all", "scoped"), [(True, False), (False, True)])
def test_members_of_all_tenants_stay(
    world: World, other: Member, number: int, monkeypatch: pytest.MonkeyPatch, shows_all: bool, scoped: bool
) -> None:
    group = shared(world, other, shows_all=shows_all, scoped=scoped)
    group.install(world.client, monkeypatch)
    provider = world.provider(UserGroupProvider)

    made = provider.create(wanted(world, number, other))
    assert set(group.members) == {world.member.user, other.user}
    assert provider.diff(made.id, outs(made), wanted(world, number)).changes is False

    provider.delete(made.id, outs(made))
    assert set(group.members) == {other.user}
    assert group.others == set()


def test_a_server_that_hides_and_replaces_members_of_others_is_refused(
    world: World, other: Member, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = shared(world, other, shows_all=False, scoped=False)
    group.install(world.client, monkeypatch)
    with pytest.raises(TenantError, match="shows only this company's members"):
        world.provider(UserGroupProvider).create(wanted(world, number, other))
    assert set(group.members) == {other.user}
    assert group.others == set()


def test_two_tenants_of_one_run_see_each_other(
    world: World, other: Member, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is in the state yet, so the program passes no peers."""
    group = shared(world, other, shows_all=False, scoped=False)
    group.members = {}
    group.install(world.client, monkeypatch)
    provider = world.provider(UserGroupProvider)
    theirs = {"tenant": "other", "member": other.model_dump(), "name": "scientists", "existing": True}
    provider.create(theirs | {"users": [f"other@o{number}.example"]})
    with pytest.raises(TenantError, match="shows only this company's members"):
        provider.create(wanted(world, number))
    assert set(group.members) == {other.user}
