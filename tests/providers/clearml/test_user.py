"""User: looked up by e-mail across the server, changed in place, replaced only if the e-mail changes."""

from contextlib import closing
from typing import Any

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.member import Member
from providers.clearml.shared.base import TenantError
from providers.clearml.user import UserProvider
from tests.providers.clearml.world import World, connection, new_member, outs
from tests.sandbox.clearml.process import simulator


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


LABEL = "clearml-platform:test:acme:"


def test_a_user_of_our_company_needs_adopt_and_is_never_deleted(
    provider: UserProvider, world: World, number: int, capfd: pytest.CaptureFixture[str]
) -> None:
    fields = {"name": "Old Ada", "email": f"ada@u{number}.example", "role": "user"}
    existing = world.client.create_user(world.member.company, fields)
    with pytest.raises(TenantError, match=f"`adopt: {existing}` under `admin:`"):
        provider.create(user(world, number, label=LABEL))
    made = provider.create(user(world, number, adopt=existing))
    assert made.id == existing
    assert (outs(made)["name"], outs(made)["role"]) == ("Old Ada", "user")
    without_line = outs(provider.update(existing, outs(made), user(world, number)))
    older = {name: value for name, value in outs(made).items() if name != "created"}
    for state in (outs(made), without_line, outs(provider.read(existing, without_line)), older):
        provider.delete(existing, state)
        assert world.client.user_auth(existing) is not None
    assert "was not created by this stack" in capfd.readouterr().err


def test_a_user_with_our_label_is_ours(provider: UserProvider, world: World, number: int) -> None:
    fields = {"name": "Ada", "email": f"ada@u{number}.example", "role": "admin"}
    existing = Member(user=world.client.create_user(world.member.company, fields), company=world.member.company)
    world.client.create_credentials(existing, f"{LABEL}agent:g1", None)
    made = provider.create(user(world, number, label=LABEL))
    assert (made.id, outs(made).get("created", True)) == (existing.user, True)


def test_a_user_that_an_interrupted_removal_left_is_used_and_not_deleted(
    provider: UserProvider, world: World, number: int
) -> None:
    fields = {"name": "Ada", "email": f"ada@u{number}.example", "role": "admin"}
    existing = world.client.create_user(world.member.company, fields)
    made = provider.create(user(world, number, label=LABEL, recovering=True))
    assert (made.id, outs(made)["created"]) == (existing, False)


def fresh(world: World, number: int, **changes: Any) -> dict[str, Any]:
    """Inputs of the admin of a company that still has its claim as name."""
    company = world.client.create_company(f"clearml-platform:test:fresh{number}")
    inputs = {"company": company, "label": f"clearml-platform:test:fresh{number}:", "company_name": f"Fresh {number}"}
    return user(world, number, **inputs | changes)


def test_the_company_gets_its_display_name_with_its_admin(provider: UserProvider, world: World, number: int) -> None:
    wanted = fresh(world, number)
    checked = provider.check({}, wanted).inputs
    made = provider.create(checked)
    assert world.client.company_info(wanted["company"]).name == f"Fresh {number}"
    assert not {"label", "company_name", "recovering"} & outs(made).keys()
    assert provider.diff(made.id, outs(made), checked).changes is False


def test_an_admin_whose_company_has_its_claim_as_name_is_ours(
    provider: UserProvider, world: World, number: int
) -> None:
    wanted = fresh(world, number)
    fields = {"name": "Ada", "email": wanted["email"], "role": "admin"}
    left_over = world.client.create_user(wanted["company"], fields)
    made = provider.create(wanted)
    assert (made.id, outs(made).get("created", True)) == (left_over, True)
    assert world.client.company_info(wanted["company"]).name == f"Fresh {number}"


def test_a_run_that_ended_after_the_renaming_is_completed(provider: UserProvider, world: World, number: int) -> None:
    wanted = fresh(world, number)
    left_over = provider.create(wanted).id
    assert provider.create(wanted).id == left_over


def test_a_refused_renaming_leaves_the_claim_and_one_line(number: int, capfd: pytest.CaptureFixture[str]) -> None:
    without = ["organization.update_company_name"]
    with simulator(profile="enterprise", without=without) as server, closing(Client(connection(server))) as client:
        world = World(server, client, new_member(client, "Company", "admin@c.example"))
        wanted = fresh(world, number)
        world.provider(UserProvider).create(wanted)
        assert client.company_info(wanted["company"]).name == f"clearml-platform:test:fresh{number}"
    assert capfd.readouterr().err.count("refuses to name company") == 1


def test_nothing_is_created_in_a_deleted_company(provider: UserProvider, world: World, number: int) -> None:
    name = world.client.company_info(world.member.company).name
    world.client.delete_tenant(world.member.company, name, force=False)
    world.simulator.clear_calls()
    with pytest.raises(TenantError, match="pulumi up --refresh"):
        provider.create(user(world, number))
    assert world.simulator.calls("auth.create_user") == []


def test_a_user_of_another_company_is_refused_by_id(provider: UserProvider, world: World, number: int) -> None:
    other = new_member(world.client, f"Other {number}", f"ada@u{number}.example")
    with pytest.raises(TenantError) as caught:
        provider.create(user(world, number))
    assert other.user in str(caught.value)
    assert other.company in str(caught.value)


@pytest.mark.parametrize("crosses", [True, False])
def test_a_user_whose_record_was_deleted_is_reported_as_such(number: int, crosses: bool) -> None:
    """users.delete leaves the login, which still holds the e-mail; by header and by token."""
    crossing = simulator(profile="enterprise", system_may_cross_tenants=crosses)
    with crossing as server, closing(Client(connection(server))) as client:
        world = World(server, client, new_member(client, f"Company {number}", f"admin@c{number}.example"))
        provider = world.provider(UserProvider)
        made = provider.create(user(world, number))
        server.call("users.delete", {"user": made.id})
        with pytest.raises(TenantError) as caught:
            provider.create(user(world, number))
        assert f"auth.delete_user (user: {made.id})" in str(caught.value)
        assert "another company" not in str(caught.value)
        client.delete_user(made.id)
        assert provider.create(user(world, number)).id != made.id


def test_role_and_names_change_in_place(provider: UserProvider, world: World, number: int) -> None:
    made = provider.create(user(world, number))
    wanted = user(world, number, role="user", name="Ada L.", family_name="Lovelace")
    assert provider.diff(made.id, outs(made), wanted).replaces == []
    after = provider.update(made.id, outs(made), wanted)
    seen = outs(provider.read(made.id, outs(after)))
    assert (seen["role"], seen["name"], seen["family_name"]) == ("user", "Ada L.", "Lovelace")


def test_names_that_the_file_leaves_out_stay(provider: UserProvider, world: World, number: int) -> None:
    made = provider.create(user(world, number, given_name="Ada", family_name="Byron"))
    after = provider.update(made.id, outs(made), user(world, number, family_name="Lovelace"))
    live = world.client.get_current_user(Member(user=made.id, company=world.member.company))
    assert (live.given_name, live.family_name) == ("Ada", "Lovelace")
    assert provider.diff(made.id, outs(after), user(world, number, family_name="Lovelace")).changes is False


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
    made = provider.create(user(world, number, label=LABEL, company_name=name))
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


def test_the_replaced_resource_of_an_admin_who_is_the_admin_again_deletes_nothing(
    provider: UserProvider, world: World, number: int, capfd: pytest.CaptureFixture[str]
) -> None:
    wanted = user(world, number, label=LABEL)
    replaced = provider.create(wanted)
    world.client.create_credentials(Member(user=replaced.id, company=world.member.company), f"{LABEL}agent:g1", None)
    with closing(Client(connection(world.simulator))) as of_the_next_run:
        provider.client = of_the_next_run
        again = provider.create(wanted)
        assert again.id == replaced.id
        provider.delete(replaced.id, outs(replaced))
    with closing(Client(connection(world.simulator))) as of_a_later_run:
        provider.client = of_a_later_run
        assert provider.diff(again.id, outs(again), wanted).changes is False
        provider.delete(replaced.id, outs(replaced))
    assert world.client.user_auth(replaced.id) is not None
    assert "is the admin again" in capfd.readouterr().err
    with closing(Client(connection(world.simulator))) as of_a_destroy:
        provider.client = of_a_destroy
        provider.delete(again.id, outs(again))
    assert world.client.user_auth(replaced.id) is None
