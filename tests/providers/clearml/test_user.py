"""User: looked up by e-mail across the server, changed in place, replaced only if the e-mail changes."""

from typing import Any

import pytest

from providers.clearml.shared.base import TenantError
from providers.clearml.user import UserProvider
from tests.providers.clearml.world import World, new_member, outs


def user(world: World, number: int, **changes: Any) -> dict[str, Any]:
    usual = {
        "tenant": "acme",
        "company": world.member.company,
        "email": f"ada@u{number}.example",
        "name": "Ada",
        "role": "admin",
        "internal": True,
    }
    return usual | changes


@pytest.fixture
def provider(world: World) -> UserProvider:
    return world.provider(UserProvider)


def test_create_then_diff_is_empty(provider: UserProvider, world: World, number: int) -> None:
    wanted = user(world, number)
    made = provider.create(wanted)
    assert provider.diff(made.id, outs(made), wanted).changes is False
    seen = provider.read(made.id, outs(made))
    assert seen.inputs is not None
    assert provider.diff(made.id, outs(seen), wanted).changes is False
    assert "unverified" not in outs(seen)


def test_a_user_of_our_company_is_taken_over_as_it_is(provider: UserProvider, world: World, number: int) -> None:
    fields = {"name": "Old Ada", "email": f"ada@u{number}.example", "role": "user"}
    existing = world.client.create_user(world.member.company, fields)
    made = provider.create(user(world, number))
    assert made.id == existing
    assert (outs(made)["name"], outs(made)["role"]) == ("Old Ada", "user")


def test_a_user_of_another_company_is_refused_by_id(provider: UserProvider, world: World, number: int) -> None:
    other = new_member(world.client, f"Other {number}", f"ada@u{number}.example")
    with pytest.raises(TenantError) as caught:
        provider.create(user(world, number))
    assert other.user in str(caught.value)
    assert other.company in str(caught.value)


def test_role_and_names_change_in_place(provider: UserProvider, world: World, number: int) -> None:
    made = provider.create(user(world, number))
    wanted = user(world, number, role="user", name="Ada L.", family_name="Lovelace")
    assert provider.diff(made.id, outs(made), wanted).replaces == []
    after = provider.update(made.id, outs(made), wanted)
    seen = outs(provider.read(made.id, outs(after)))
    assert (seen["role"], seen["name"], seen["family_name"]) == ("user", "Ada L.", "Lovelace")


def test_another_email_replaces_and_another_case_does_not(provider: UserProvider, world: World, number: int) -> None:
    old = user(world, number)
    assert provider.diff("x", old, user(world, number, email=f"ADA@U{number}.example")).changes is False
    assert provider.diff("x", old, user(world, number, email=f"eve@u{number}.example")).replaces == ["email"]


def test_delete_may_happen_twice_and_then_reads_as_gone(provider: UserProvider, world: World, number: int) -> None:
    made = provider.create(user(world, number))
    provider.delete(made.id, outs(made))
    provider.delete(made.id, outs(made))
    assert provider.read(made.id, outs(made)).id == ""


def test_a_deleted_company_does_not_hold_our_email(
    provider: UserProvider, world: World, number: int, capfd: pytest.CaptureFixture[str]
) -> None:
    name = world.client.company_info(world.member.company).name
    old = new_member(world.client, name, f"ada@u{number}.example")
    world.client.delete_tenant(old.company, name, force=False)
    made = provider.create(user(world, number))
    assert made.id != old.user
    assert f"user {old.user} of the deleted company {old.company}" in capfd.readouterr().err


def test_a_deleted_company_of_another_name_keeps_its_login(provider: UserProvider, world: World, number: int) -> None:
    old = new_member(world.client, f"Stranger {number}", f"ada@u{number}.example")
    world.client.delete_tenant(old.company, f"Stranger {number}", force=False)
    with pytest.raises(TenantError, match=r"auth\.delete_user"):
        provider.create(user(world, number))
    assert world.client.user_auth(old.user) is not None


def test_an_adopted_user_of_another_email_is_refused(provider: UserProvider, world: World, number: int) -> None:
    fields = {"name": "Ada", "email": f"real@u{number}.example", "role": "admin"}
    id_ = world.client.create_user(world.member.company, fields)
    with pytest.raises(TenantError, match=f"real@u{number}.example"):
        provider.create(user(world, number, adopt=id_))
    assert world.client.user_auth(id_) is not None


def test_an_adopted_user_is_never_replaced_by_itself(provider: UserProvider, world: World, number: int) -> None:
    old = user(world, number, adopt="f" * 32)
    result = provider.diff("f" * 32, old, old | {"email": "other@x.example"})
    assert (result.changes, result.replaces) == (True, [])
    with pytest.raises(TenantError, match=r"admin\.adopt"):
        provider.update("f" * 32, old, old | {"email": "other@x.example"})


def test_a_user_whose_email_changed_outside_is_not_deleted(provider: UserProvider, world: World, number: int) -> None:
    made = provider.create(user(world, number))
    provider.delete(made.id, outs(made) | {"email": "before@x.example"})
    assert world.client.user_auth(made.id) is not None
