"""ServiceUser: one account per name, with our own key pairs only; accounts of others are not adopted."""

from contextlib import closing
from typing import Any

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.member import Member
from providers.clearml.credentials import CredentialsProvider
from providers.clearml.service_user import ServiceUserProvider
from providers.clearml.shared.base import TenantError
from tests.providers.clearml.world import World, bind, connection, outs

PREFIX = "clearml-platform:test:acme:"


def service_user(world: World, **changes: Any) -> dict[str, Any]:
    return world.membership | {"name": "ci", "label": PREFIX} | changes


def itself(world: World, id_: str) -> Member:
    return Member(user=id_, company=world.member.company)


def pairs(world: World, id_: str) -> list[str | None]:
    return [key.label for key in world.client.get_credentials(itself(world, id_))]


@pytest.fixture
def provider(world: World) -> ServiceUserProvider:
    return world.provider(ServiceUserProvider)


UNFINISHED = f"{PREFIX}unfinished"


def test_a_new_one_has_one_labelled_key_pair_and_no_change_remains(provider: ServiceUserProvider, world: World) -> None:
    wanted = service_user(world, run_as_owner=True)
    made = provider.create(wanted)
    (user,) = world.client.service_users(world.member)
    assert (user.id, user.name, user.allow_running_as_owner) == (made.id, "ci", True)
    assert pairs(world, made.id) == [UNFINISHED]
    assert provider.diff(made.id, outs(made), wanted).changes is False
    assert outs(provider.read(made.id, outs(made))) == outs(made)


def test_a_pair_is_minted_for_it_as_for_any_user(provider: ServiceUserProvider, world: World) -> None:
    made = provider.create(service_user(world))
    wanted = {"tenant": "acme", "member": itself(world, made.id).model_dump(), "purpose": "ci", "generation": 1}
    pair = outs(world.provider(CredentialsProvider).create(wanted | {"label": f"{PREFIX}ci:g1"}))["pair"]
    assert pairs(world, made.id) == [f"{PREFIX}ci:g1"]
    assert pair["access_key"] in {key.access_key for key in world.client.get_credentials(itself(world, made.id))}


def test_name_and_grant_change_in_place(provider: ServiceUserProvider, world: World) -> None:
    made = provider.create(service_user(world))
    wanted = service_user(world, name="robot", run_as_owner=True)
    assert provider.diff(made.id, outs(made), wanted).replaces == []
    changed = provider.update(made.id, outs(made), wanted)
    (user,) = world.client.service_users(world.member)
    assert (user.id, user.name, user.allow_running_as_owner) == (made.id, "robot", True)
    assert provider.diff(made.id, outs(changed), wanted).changes is False


def test_a_change_on_the_server_is_drift(provider: ServiceUserProvider, world: World) -> None:
    made = provider.create(service_user(world))
    world.client.update_service_user(world.member, made.id, "ci", run_as_owner=True)
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, service_user(world)).changes is True


@pytest.mark.parametrize("unused", [True, False])
def test_a_run_without_checkpoints_adopts_one_without_any_pair(world: World, unused: bool) -> None:
    left = world.client.create_service_user(world.member, "ci", run_as_owner=True)
    if not unused:
        world.client.revoke_credentials(itself(world, left.id), left.credentials.access_key)
    with closing(Client(connection(world.simulator, resume_unfinished=True))) as opened:
        provider = bind(ServiceUserProvider, opened)
        if unused:
            with pytest.raises(TenantError, match=f"`adopt: {left.id}`"):
                provider.create(service_user(world))
        else:
            made = provider.create(service_user(world))
            assert made.id == left.id
            assert provider.diff(made.id, outs(made), service_user(world)).changes is True  # its grant


def test_one_with_our_pairs_is_ours_again_and_keeps_pairs_in_use(provider: ServiceUserProvider, world: World) -> None:
    left = world.client.create_service_user(world.member, "ci", run_as_owner=False)
    world.client.create_credentials(itself(world, left.id), f"{PREFIX}service-user-ci:g1", None)
    world.client.owner_of(left.credentials)
    assert provider.create(service_user(world)).id == left.id
    assert sorted(pairs(world, left.id), key=str) == [None, f"{PREFIX}service-user-ci:g1"]


@pytest.mark.parametrize("how", ["used", "unused", "labelled", "keyless"])
def test_one_without_our_pairs_needs_adopt(provider: ServiceUserProvider, world: World, how: str) -> None:
    theirs = world.client.create_service_user(world.member, "ci", run_as_owner=False)
    if how == "used":
        world.client.owner_of(theirs.credentials)
    elif how == "labelled":
        world.client.create_credentials(itself(world, theirs.id), "laptop", None)
    elif how == "keyless":
        world.client.revoke_credentials(itself(world, theirs.id), theirs.credentials.access_key)
    held = pairs(world, theirs.id)
    with pytest.raises(TenantError, match=f"`adopt: {theirs.id}`"):
        provider.create(service_user(world))
    assert pairs(world, theirs.id) == held

    adopted = provider.create(service_user(world, adopt=theirs.id))
    assert (adopted.id, pairs(world, theirs.id)) == (theirs.id, held)
    without_line = outs(provider.update(theirs.id, outs(adopted), service_user(world)))
    for state in (outs(adopted), without_line):
        provider.delete(theirs.id, state)
    assert [user.id for user in world.client.service_users(world.member)] == [theirs.id]


def test_one_that_an_interrupted_removal_left_is_used_and_not_deleted(
    provider: ServiceUserProvider, world: World
) -> None:
    left = world.client.create_service_user(world.member, "ci", run_as_owner=False)
    made = provider.create(service_user(world, recovering=True))
    assert (made.id, outs(made)["created"]) == (left.id, False)


def test_a_suspended_tenants_service_user_has_no_key_pair(provider: ServiceUserProvider, world: World) -> None:
    made = provider.create(provider.check({}, service_user(world, without_keys=True)).inputs)
    assert pairs(world, made.id) == []
    assert provider.diff(made.id, outs(made), service_user(world)).changes is False


def test_a_late_second_one_is_drift_and_the_update_deletes_it(provider: ServiceUserProvider, world: World) -> None:
    made = provider.create(service_user(world))
    world.client.create_service_user(world.member, f"{PREFIX}service-user:ci", run_as_owner=False)
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, service_user(world)).changes is True
    after = outs(provider.update(made.id, seen, service_user(world)))
    assert [user.id for user in world.client.service_users(world.member)] == [made.id]
    assert outs(provider.read(made.id, after)) == after


def test_of_two_with_one_name_the_user_must_choose(provider: ServiceUserProvider, world: World) -> None:
    ids = [world.client.create_service_user(world.member, "ci", run_as_owner=False).id for _ in range(2)]
    with pytest.raises(TenantError, match="2 service users have this name") as caught:
        provider.create(service_user(world))
    assert all(id_ in str(caught.value) for id_ in ids)


def test_a_person_is_not_adopted(provider: ServiceUserProvider, world: World) -> None:
    with pytest.raises(TenantError, match=f"the company has no service user {world.member.user}"):
        provider.create(service_user(world, adopt=world.member.user))


def test_another_id_to_adopt_is_refused_later(provider: ServiceUserProvider, world: World) -> None:
    made = provider.create(service_user(world))
    with pytest.raises(TenantError, match="remove the line"):
        provider.update(made.id, outs(made), service_user(world, adopt="f" * 32))


def test_deleting_it_twice_succeeds(provider: ServiceUserProvider, world: World) -> None:
    made = provider.create(service_user(world))
    provider.delete(made.id, outs(made))
    assert world.client.service_users(world.member) == ()
    assert provider.read(made.id, outs(made)).id == ""
    provider.delete(made.id, outs(made))


def test_a_change_of_a_deleted_service_user_is_reported(provider: ServiceUserProvider, world: World) -> None:
    made = provider.create(service_user(world))
    world.client.delete_user(made.id)
    with pytest.raises(TenantError, match="pulumi up --refresh"):
        provider.update(made.id, outs(made), service_user(world, run_as_owner=True))


STEPS = ("auth.create_service_user", "auth.get_credentials", "auth.edit_credentials", "users.update_service_user")


@pytest.mark.parametrize("endpoint", STEPS)
@pytest.mark.parametrize("fault", ["error500", "unauthorized"])
def test_a_failure_in_between_shows_no_pair_and_the_next_run_completes_it(
    provider: ServiceUserProvider, world: World, endpoint: str, fault: str
) -> None:
    world.simulator.fault(endpoint, kind=fault, times=9)
    with pytest.raises(TenantError) as caught:
        provider.create(service_user(world))
    keys = [row["access_key"] for row in world.simulator.state()["credentials"]]
    assert not any(key in str(caught.value) for key in keys)
    world.simulator.clear_faults()
    made = provider.create(service_user(world))
    assert [(user.id, user.name) for user in world.client.service_users(world.member)] == [(made.id, "ci")]
    assert pairs(world, made.id) == [UNFINISHED]
    assert provider.diff(made.id, outs(made), service_user(world)).changes is False


def test_a_run_that_ended_after_the_last_call_is_completed(provider: ServiceUserProvider, world: World) -> None:
    left_over = provider.create(service_user(world)).id
    made = provider.create(service_user(world))
    assert (made.id, outs(made).get("created", True)) == (left_over, True)


def test_its_first_key_pair_replaces_the_servers_own(provider: ServiceUserProvider, world: World) -> None:
    made = provider.create(service_user(world))
    wanted = {"tenant": "acme", "member": itself(world, made.id).model_dump(), "purpose": "ci", "generation": 1}
    world.provider(CredentialsProvider).create(wanted | {"label": f"{PREFIX}service-user-ci:g1"})
    assert pairs(world, made.id) == [f"{PREFIX}service-user-ci:g1"]
