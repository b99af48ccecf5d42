"""UserGroup manages our members and leaves other members unchanged."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from providers.clearml.api.people import UserGroupRecord
from providers.clearml.shared.base import TenantError
from providers.clearml.user_group import UserGroupProvider
from tests.providers.clearml.world import World, outs


def group(world: World, **changes: Any) -> dict[str, Any]:
    return world.membership | {"name": "scientists"} | changes


def person(world: World, email: str) -> str:
    return world.client.create_user(world.member.company, {"name": email, "email": email, "role": "user"})


def live(world: World) -> UserGroupRecord:
    (found,) = world.client.user_groups(world.member)
    return found


@pytest.fixture
def provider(world: World) -> UserGroupProvider:
    return world.provider(UserGroupProvider)


@pytest.fixture
def bob(world: World, number: int) -> tuple[str, str]:
    """Id and address of a user."""
    email = f"bob@g{number}.example"
    return person(world, email), email


def test_people_are_named_by_address_and_service_users_by_id(
    provider: UserGroupProvider, world: World, bob: tuple[str, str]
) -> None:
    ci = world.client.create_service_user(world.member, "ci", run_as_owner=False).id
    wanted = group(world, description="They", users=[bob[1].upper()], service_users=[ci])
    made = provider.create(wanted)
    assert (live(world).name, live(world).description, set(live(world).members)) == ("scientists", "They", {bob[0], ci})
    assert provider.diff(made.id, outs(made), wanted | {"users": [bob[1]]}).changes is False
    assert outs(provider.read(made.id, outs(made))) == outs(made)


def test_people_without_an_account_are_reported_and_become_members_later(
    provider: UserGroupProvider, world: World, number: int, capfd: pytest.CaptureFixture[str]
) -> None:
    email = f"late@g{number}.example"
    wanted = group(world, users=[email])
    made = provider.create(wanted)
    assert f"tenant acme: group scientists: {email} not added" in capfd.readouterr().err
    assert provider.diff(made.id, outs(provider.read(made.id, outs(made))), wanted).changes is False

    late = person(world, email)
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, wanted).changes is True
    provider.update(made.id, seen, wanted)
    assert live(world).members == {late}
    assert capfd.readouterr().err == ""


def test_a_change_moves_our_members_and_leaves_the_admins_alone(
    provider: UserGroupProvider, world: World, bob: tuple[str, str], number: int
) -> None:
    made = provider.create(group(world, users=[bob[1]]))
    theirs, eve = person(world, f"theirs@g{number}.example"), person(world, f"eve@g{number}.example")
    world.client.put_user_group(world.member, made.id, {"users": [bob[0], theirs]})
    wanted = group(world, description="New", users=[f"eve@g{number}.example"])
    changed = provider.update(made.id, outs(made), wanted)
    assert (live(world).description, set(live(world).members)) == ("New", {theirs, eve})
    assert provider.diff(made.id, outs(changed), wanted).changes is False


def test_a_description_that_the_file_leaves_out_is_left_alone(
    provider: UserGroupProvider, world: World, bob: tuple[str, str]
) -> None:
    made = provider.create(group(world))
    world.client.put_user_group(world.member, made.id, {"description": "Theirs"})
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, group(world)).changes is False
    provider.update(made.id, seen, group(world, users=[bob[1]]))
    assert (live(world).description, set(live(world).members)) == ("Theirs", {bob[0]})


def test_a_member_taken_out_and_another_name_are_drift(
    provider: UserGroupProvider, world: World, bob: tuple[str, str]
) -> None:
    made = provider.create(group(world, users=[bob[1]]))
    world.client.put_user_group(world.member, made.id, {"users": [], "name": "others"})
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, group(world, users=[bob[1]])).changes is True
    provider.update(made.id, seen, group(world, users=[bob[1]]))
    assert (live(world).name, set(live(world).members)) == ("scientists", {bob[0]})


def test_a_group_that_others_made_is_not_ours(provider: UserGroupProvider, world: World) -> None:
    world.client.put_user_group(world.member, "e" * 32, {"name": "scientists"})
    with pytest.raises(TenantError, match="`existing: true`"):
        provider.create(group(world))


def test_in_an_existing_group_only_our_members_come_and_go(
    provider: UserGroupProvider, world: World, bob: tuple[str, str]
) -> None:
    theirs = {"name": "scientists", "description": "Theirs", "users": [world.member.user]}
    world.client.put_user_group(world.member, "d" * 32, theirs)
    wanted = group(world, users=[bob[1]], existing=True)
    made = provider.create(wanted)
    assert live(world).members == {bob[0], world.member.user}
    assert provider.diff(made.id, outs(provider.read(made.id, outs(made))), wanted).changes is False

    provider.delete(made.id, outs(made))
    assert (live(world).description, set(live(world).members)) == ("Theirs", {world.member.user})


@pytest.mark.parametrize("existing", [True, False])
def test_ownership_cannot_change_in_an_update(provider: UserGroupProvider, world: World, existing: bool) -> None:
    if existing:
        provider.create(group(world))
    else:
        world.client.put_user_group(world.member, "c" * 32, {"name": "scientists"})
    with pytest.raises(TenantError, match="`existing: true`"):
        provider.create(group(world, existing=existing))


def test_an_existing_group_must_exist(provider: UserGroupProvider, world: World) -> None:
    with pytest.raises(TenantError, match="no group has this name"):
        provider.create(group(world, existing=True))


def test_a_group_that_takes_no_members_is_refused(
    provider: UserGroupProvider, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = UserGroupRecord(id="b" * 32, name="scientists", assignable=False)
    monkeypatch.setattr(world.client, "user_groups", lambda _: (fixed,))
    with pytest.raises(TenantError, match="`assignable: true`"):
        provider.create(group(world, existing=True))


def test_deleting_it_twice_succeeds(provider: UserGroupProvider, world: World) -> None:
    made = provider.create(group(world))
    provider.delete(made.id, outs(made))
    assert world.client.user_groups(world.member) == ()
    assert provider.read(made.id, outs(made)).id == ""
    provider.delete(made.id, outs(made))
    with pytest.raises(TenantError, match="pulumi up --refresh"):
        provider.update(made.id, outs(made), group(world, description="x"))


def test_parallel_updates_lose_no_member(provider: UserGroupProvider, world: World, number: int) -> None:
    """Several tenants may share one group."""
    world.client.put_user_group(world.member, "a" * 32, {"name": "scientists", "users": [world.member.user]})
    emails = [f"p{turn}@g{number}.example" for turn in range(8)]
    ids = [person(world, email) for email in emails]
    wanted = [group(world, users=[email], existing=True) for email in emails]
    with ThreadPoolExecutor(len(emails)) as pool:
        made = list(pool.map(provider.create, wanted))
        assert live(world).members == {world.member.user, *ids}
        list(pool.map(lambda one: provider.delete(one.id, outs(one)), made))
    assert live(world).members == {world.member.user}


def test_a_member_that_the_server_drops_is_reported(
    provider: UserGroupProvider, world: World, bob: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.client.put_user_group(world.member, "f" * 32, {"name": "scientists"})
    monkeypatch.setattr(world.client, "put_user_group", lambda *_: None)
    with pytest.raises(TenantError, match=f"did not keep {bob[0]}"):
        provider.create(group(world, users=[bob[1]], existing=True))
