"""Company: lookup, creation under its claim, adoption, refusal, changes, rename, deletion."""

from collections.abc import Iterator
from typing import Any

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.member import Member
from providers.clearml.api.models import CompanyDefaults, CompanyInfo
from providers.clearml.company import CompanyProvider
from providers.clearml.shared.base import TenantError
from tests.providers.clearml.world import World, bind, connection, new_member, outs
from tests.sandbox.clearml.process import Simulator


def company(number: int, **changes: Any) -> dict[str, Any]:
    usual = {
        "tenant": "acme",
        "name": f"Acme {number}",
        "admin_email": f"ada@a{number}.example",
        "label": f"clearml-platform:test:a{number}:",
        "deletion": "delete",
    }
    return usual | changes


def claim(number: int) -> str:
    return f"clearml-platform:test:a{number}"


def named(client: Client, name: str) -> list[str]:
    return [row.id for row in client.get_companies(name) if row.active]


@pytest.fixture
def provider(client: Client) -> CompanyProvider:
    return bind(CompanyProvider, client)


@pytest.fixture
def resuming(server: Simulator) -> Iterator[CompanyProvider]:
    """As in a run with PULUMI_SKIP_CHECKPOINTS=true."""
    opened = Client(connection(server, resume_unfinished=True))
    yield bind(CompanyProvider, opened)
    opened.close()


def test_a_new_company_gets_its_settings(provider: CompanyProvider, client: Client, number: int) -> None:
    wanted = company(number, allowed_users=10, max_running_apps=3, features=["reports", "applications"])
    made = provider.create(wanted)
    live = client.company_info(made.id).defaults
    assert (live.allowed_users, live.max_running_apps) == (10, 3)
    assert set(live.features) == {"applications", "reports"}
    assert provider.diff(made.id, outs(made), wanted).changes is False


def test_a_company_with_our_claim_is_our_own_unfinished_work(
    provider: CompanyProvider, client: Client, number: int
) -> None:
    left_over = client.create_company(claim(number))
    made = provider.create(company(number))
    assert made.id == left_over
    assert "created" not in outs(made)  # created by this stack, which is the default


def test_a_company_of_our_name_needs_adopt_even_without_users(
    provider: CompanyProvider, client: Client, number: int
) -> None:
    other = client.create_company(f"Acme {number}")
    with pytest.raises(TenantError, match=f"adopt: {other}"):
        provider.create(company(number))
    assert named(client, claim(number)) == []


def test_an_unfinished_company_of_another_stack_is_never_taken_over(
    provider: CompanyProvider, client: Client, number: int
) -> None:
    production = client.create_company(f"clearml-platform:prod:a{number}")
    assert provider.create(company(number)).id != production


def test_of_two_companies_with_our_claim_one_stays(provider: CompanyProvider, client: Client, number: int) -> None:
    ids = {client.create_company(claim(number)) for _ in range(2)}
    made = provider.create(company(number))
    assert named(client, claim(number)) == [made.id]
    assert made.id in ids


def test_a_late_second_company_is_drift_and_the_update_deletes_it(
    provider: CompanyProvider, client: Client, number: int
) -> None:
    wanted = company(number)
    made = provider.create(wanted)
    client.update_company_name(made.id, f"Acme {number}")
    late = client.create_company(claim(number))
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, wanted).changes is True
    after = outs(provider.update(made.id, seen, wanted))
    assert not client.company_info(late).active
    assert client.company_info(made.id).active
    assert outs(provider.read(made.id, after)) == after


def test_a_late_second_company_with_users_stays_and_is_reported(
    provider: CompanyProvider, client: Client, number: int
) -> None:
    wanted = company(number)
    made = provider.create(wanted)
    client.update_company_name(made.id, f"Acme {number}")
    late = new_member(client, claim(number), f"late@a{number}.example").company
    seen = outs(provider.read(made.id, outs(made)))
    with pytest.raises(TenantError, match=late):
        provider.update(made.id, seen, wanted)
    assert client.company_info(late).active


def test_the_claim_reads_as_the_display_name(provider: CompanyProvider, client: Client, number: int) -> None:
    made = provider.create(company(number))
    assert client.company_info(made.id).name == claim(number)
    assert outs(provider.read(made.id, outs(made)))["name"] == f"Acme {number}"


def test_a_company_with_users_needs_adopt(provider: CompanyProvider, client: Client, number: int) -> None:
    other = new_member(client, f"Acme {number}", f"ada@a{number}.example").company
    with pytest.raises(TenantError) as caught:
        provider.create(company(number))
    assert f"adopt: {other}" in str(caught.value)
    assert "tenant acme" in str(caught.value)
    assert named(client, f"Acme {number}") == [other]


def test_a_company_whose_admin_holds_our_label_is_ours(provider: CompanyProvider, client: Client, number: int) -> None:
    member = new_member(client, f"Acme {number}", f"ada@a{number}.example")
    client.create_credentials(member, f"clearml-platform:test:a{number}:agent:g1", None)
    assert provider.create(company(number)).id == member.company


def test_a_keyless_admin_is_proof_in_a_run_without_checkpoints(
    resuming: CompanyProvider, client: Client, number: int
) -> None:
    member = new_member(client, f"Acme {number}", f"ada@a{number}.example")
    assert resuming.create(company(number)).id == member.company


def test_a_foreign_key_is_proof_of_another_owner_even_then(
    resuming: CompanyProvider, client: Client, number: int
) -> None:
    member = new_member(client, f"Acme {number}", f"ada@a{number}.example")
    client.create_credentials(member, "laptop", None)
    with pytest.raises(TenantError, match="adopt"):
        resuming.create(company(number))


def test_two_companies_of_one_name_are_reported_by_id(provider: CompanyProvider, client: Client, number: int) -> None:
    ids = {client.create_company(f"Acme {number}") for _ in range(2)}
    with pytest.raises(TenantError) as caught:
        provider.create(company(number))
    assert all(id_ in str(caught.value) for id_ in ids)


def test_a_name_that_differs_in_case_is_another_company(provider: CompanyProvider, client: Client, number: int) -> None:
    other = client.create_company(f"ACME {number}")
    assert provider.create(company(number)).id != other


def test_adopting_writes_nothing_and_shows_the_differences(
    provider: CompanyProvider, client: Client, server: Simulator, number: int
) -> None:
    id_ = new_member(client, f"Old name {number}", f"x@a{number}.example").company
    client.update_company_settings(id_, {"allowed_users": 3})
    server.clear_calls()
    wanted = company(number, adopt=id_, allowed_users=10)
    made = provider.create(wanted)
    assert not [call for call in server.calls() if not call["endpoint"].split(".")[1].startswith(("get_", "company_"))]
    assert (outs(made)["name"], outs(made)["allowed_users"]) == (f"Old name {number}", 3)
    assert provider.diff(id_, outs(made), wanted).changes is True
    after = outs(provider.update(id_, outs(made), wanted))
    assert provider.diff(id_, after, wanted).changes is False
    assert client.company_info(id_).name == f"Acme {number}"


@pytest.mark.parametrize("field", ["name", "allowed_users", "features", "exclude_features", "cookie_domain"])
def test_no_change_ever_replaces_a_company(provider: CompanyProvider, number: int, field: str) -> None:
    value = {"name": "Other", "allowed_users": 99, "cookie_domain": "a.example"}.get(field, ["reports"])
    result = provider.diff("x", company(number), company(number, **{field: value}))
    assert result.changes is True
    assert result.replaces == []


def test_settings_are_merged_changed_and_dropped(provider: CompanyProvider, client: Client, number: int) -> None:
    made = provider.create(company(number, allowed_users=5, features=["reports"], cookie_domain="a.example"))
    client.update_company_settings(made.id, {"max_running_apps": 7})
    after = outs(provider.update(made.id, outs(made), company(number, allowed_users=6, exclude_features=["pipelines"])))
    live = client.company_info(made.id).defaults
    assert (live.allowed_users, live.max_running_apps) == (6, 7)
    assert (live.features, live.exclude_features) == (("reports",), ("pipelines",))
    assert "features" not in after


def test_drift_is_read_for_managed_settings_only(provider: CompanyProvider, client: Client, number: int) -> None:
    made = provider.create(company(number, allowed_users=5, features=["reports"]))
    client.update_company_settings(made.id, {"allowed_users": 50, "max_running_apps": 9, "features": []})
    seen = provider.read(made.id, outs(made))
    assert (outs(seen)["allowed_users"], outs(seen)["features"]) == (50, [])
    assert "max_running_apps" not in outs(seen)
    assert seen.inputs is not None
    assert seen.inputs.items() <= outs(seen).items()


def test_settings_that_the_server_reports_elsewhere_are_an_error_or_a_warning(
    provider: CompanyProvider,
    client: Client,
    number: int,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """INF: the reference has no properties of `defaults`."""
    real = client.company_info

    def elsewhere(company: str) -> CompanyInfo:
        return real(company).model_copy(update={"defaults": CompanyDefaults()})

    monkeypatch.setattr(client, "company_info", elsewhere)
    wanted = company(number, allowed_users=5, features=["reports"])
    with pytest.raises(TenantError, match=r"clearml:api\.unconfirmedSettings: warn"):
        provider.create(wanted)

    client.connection = client.connection.model_copy(update={"unconfirmed_settings": "warn"})
    made = provider.create(wanted)
    assert "did not keep allowed_users" in capfd.readouterr().err
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, wanted).changes is False
    provider.update(made.id, seen, company(number, allowed_users=6, features=["reports"]))
    assert real(made.id).defaults.allowed_users == 6


def test_a_company_deleted_outside_reads_as_gone(provider: CompanyProvider, client: Client, number: int) -> None:
    made = provider.create(company(number))
    client.delete_tenant(made.id, claim(number), force=False)
    assert provider.read(made.id, outs(made)).id == ""


def test_a_protected_company_deleted_outside_is_an_error_with_a_way_out(
    provider: CompanyProvider, client: Client, server: Simulator, number: int
) -> None:
    made = provider.create(company(number, deletion="protect"))
    client.delete_tenant(made.id, claim(number), force=False)
    with pytest.raises(TenantError, match=r"deleted on the server.*`deletion: delete`"):
        provider.read(made.id, outs(made))
    server.clear_calls()
    released = outs(provider.update(made.id, outs(made), company(number)))
    assert server.calls("system.company_info") == []
    assert provider.read(made.id, released).id == ""


def test_an_adopted_company_is_released_and_not_deleted(
    provider: CompanyProvider, client: Client, number: int, capfd: pytest.CaptureFixture[str]
) -> None:
    id_ = new_member(client, f"Theirs {number}", f"ada@a{number}.example").company
    adopted = outs(provider.create(company(number, adopt=id_)))
    without_line = outs(provider.update(id_, adopted, company(number)))
    older = {name: value for name, value in adopted.items() if name != "created"}
    for state in (adopted, without_line, outs(provider.read(id_, without_line)), older):
        provider.delete(id_, state)
        assert client.company_info(id_).active
    assert "was adopted" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("clearml-platform:prod:acme:agent:g1", "stack clearml-platform/prod"),
        ("clearml-platform:test:acme:agent:g2:90d", "`formerly: acme`"),
    ],
)
def test_a_company_of_another_tenant_is_not_adopted(
    provider: CompanyProvider, client: Client, number: int, label: str, words: str
) -> None:
    member = new_member(client, f"Acme {number}", f"ada@a{number}.example")
    client.create_credentials(member, label, None)
    for wanted in (company(number), company(number, adopt=member.company)):
        with pytest.raises(TenantError, match=words):
            provider.create(wanted)


@pytest.mark.parametrize("users", ["counted", "left out"])
def test_a_company_that_was_renamed_to_our_claim_is_refused_and_never_deleted(
    provider: CompanyProvider, client: Client, number: int, users: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tenant's admin may give the company any name. Some servers may not count the users of this program."""
    if users == "left out":
        listed = client.get_companies
        rows = lambda name: tuple(row.model_copy(update={"users": 0}) for row in listed(name))  # noqa: E731
        monkeypatch.setattr(client, "get_companies", rows)
    wanted = company(number)
    made = provider.create(wanted)
    client.update_company_name(made.id, f"Acme {number}")
    member = new_member(client, f"Evil {number}", f"evil@a{number}.example")
    client.create_credentials(member, "clearml-platform:test:evil:agent:g1", None)
    client.update_own_company_name(member, claim(number))

    seen = outs(provider.read(made.id, outs(made)))
    with pytest.raises(TenantError, match=member.company):
        provider.update(made.id, seen, wanted)
    client.delete_tenant(made.id, f"Acme {number}", force=False)
    with pytest.raises(TenantError, match="belongs to tenant evil"):
        provider.create(wanted)
    assert client.company_info(member.company).active
    assert client.get_current_user(member).id == member.user


@pytest.mark.parametrize("endpoint", ["auto", "tenants"])
def test_its_only_admin_is_not_taken_for_the_one_that_the_server_makes(
    server: Simulator, client: Client, number: int, endpoint: str
) -> None:
    """The admin is not listed, as those of this program are on a server that lists no internal users."""
    company_ = client.create_company(claim(number))
    fields = {"name": "Evil", "email": f"evil@a{number}.example", "role": "admin", "internal": True}
    evil = Member(user=client.create_user(company_, fields), company=company_)
    client.create_credentials(evil, "clearml-platform:test:evil:agent:g1", None)
    opened = Client(connection(server, company_endpoint=endpoint))
    with pytest.raises(TenantError, match=company_):
        bind(CompanyProvider, opened).create(company(number))
    opened.close()
    assert client.get_current_user(evil).id == evil.user
    assert [key.label for key in client.get_credentials(evil)] == ["clearml-platform:test:evil:agent:g1"]


def test_a_company_of_others_with_our_claim_as_name_is_refused(client: Client, number: int) -> None:
    first = new_member(client, claim(number), f"one@a{number}.example")
    client.create_user(first.company, {"name": "Two", "email": f"two@a{number}.example"})
    with pytest.raises(TenantError, match="rename it in ClearML"):
        bind(CompanyProvider, client).create(company(number))
    assert client.get_current_user(first).id == first.user


def test_another_admin_of_the_company_shows_its_stack_too(
    provider: CompanyProvider, client: Client, number: int
) -> None:
    member = new_member(client, f"Theirs {number}", f"their-admin@a{number}.example")
    client.create_credentials(member, "clearml-platform:prod:theirs:agent:g1", None)
    with pytest.raises(TenantError, match="stack clearml-platform/prod"):
        provider.create(company(number, adopt=member.company))


def test_protect_refuses_and_names_the_alternatives(provider: CompanyProvider, client: Client, number: int) -> None:
    made = provider.create(company(number, deletion="protect"))
    with pytest.raises(TenantError, match="deletion: retain"):
        provider.delete(made.id, outs(made))
    assert client.company_info(made.id).active


def test_retain_leaves_the_company(provider: CompanyProvider, client: Client, number: int) -> None:
    made = provider.create(company(number, deletion="retain"))
    provider.delete(made.id, outs(made))
    assert client.company_info(made.id).active


def test_delete_uses_the_stored_name_and_may_happen_twice(
    provider: CompanyProvider, client: Client, number: int
) -> None:
    made = provider.create(company(number))
    client.update_company_name(made.id, f"Renamed behind our back {number}")
    provider.delete(made.id, outs(made))
    provider.delete(made.id, outs(made))
    assert named(client, f"Renamed behind our back {number}") == []


def test_a_lost_answer_of_the_deletion_ends_in_the_same(
    provider: CompanyProvider, client: Client, server: Simulator, number: int
) -> None:
    made = provider.create(company(number))
    admin = client.create_user(made.id, {"name": "Ada", "email": f"ada@a{number}.example", "role": "admin"})
    server.fault("tenants.delete_tenant", kind="reset_after_write")
    provider.delete(made.id, outs(made))
    assert not client.company_info(made.id).active
    assert client.user_auth(admin) is None


def test_the_login_of_an_adopted_admin_stays(provider: CompanyProvider, client: Client, number: int) -> None:
    made = provider.create(company(number, keep_admin=True))
    admin = client.create_user(made.id, {"name": "Ada", "email": f"ada@a{number}.example", "role": "admin"})
    provider.delete(made.id, outs(made))
    assert client.user_auth(admin) is not None


def test_delete_is_refused_while_tasks_run_unless_forced(world: World) -> None:
    provider = world.provider(CompanyProvider)
    id_ = world.member.company
    world.simulator.set_running(id_, tasks=2)
    props = company(0, name="whatever")
    with pytest.raises(TenantError, match="deleteWhileRunning"):
        provider.delete(id_, props)
    provider.delete(id_, props | {"delete_while_running": True})
    assert provider.read(id_, props).id == ""


def test_another_id_under_adopt_is_refused_later(provider: CompanyProvider, number: int) -> None:
    made = provider.create(company(number))
    with pytest.raises(TenantError, match="remove the line"):
        provider.update(made.id, outs(made), company(number, adopt="f" * 32))


def test_a_member_is_never_empty() -> None:
    with pytest.raises(ValueError, match="at least 1 character"):
        Member(user="", company="x")


def test_a_refused_deletion_leaves_the_admin(world: World) -> None:
    provider = world.provider(CompanyProvider)
    email = next(user["email"] for user in world.simulator.state()["users"] if user["id"] == world.member.user)
    props = company(0, name="whatever", admin_email=email)
    world.simulator.set_running(world.member.company, tasks=1)
    with pytest.raises(TenantError):
        provider.delete(world.member.company, props)
    assert world.client.user_auth(world.member.user) is not None
    world.simulator.set_running(world.member.company, tasks=0)
    provider.delete(world.member.company, props)
    assert world.client.user_auth(world.member.user) is None


def test_a_rename_onto_another_companys_name_is_refused(provider: CompanyProvider, client: Client, number: int) -> None:
    other = client.create_company(f"Taken {number}")
    made = provider.create(company(number))
    with pytest.raises(TenantError, match=other):
        provider.update(made.id, outs(made), company(number, name=f"Taken {number}"))
