"""The preflight against the simulator: every problem in one list, with file and setting, and nothing written."""

from collections.abc import Iterator
from typing import Any

import pytest

from providers.clearml.accounts.queue_owner import mark
from providers.clearml.api.client import Client
from providers.clearml.api.connection import INPUTS
from providers.clearml.api.member import Member
from providers.clearml.preflight.inspect import PreflightFindings, inspect
from providers.clearml.preflight.needs import NewServiceUser, RecordedTenant, StackNeeds, TenantNeeds
from providers.clearml.preflight.server import ServerUnusable
from tests.providers.clearml.world import connection, new_member
from tests.sandbox.clearml.process import KeyPair, Simulator, simulator

WRITES = ("create", "set_", "add_", "remove_", "update", "delete", "revoke", "edit")


@pytest.fixture
def server() -> Iterator[Simulator]:
    with simulator(profile="enterprise") as running:
        yield running


@pytest.fixture
def client(server: Simulator) -> Iterator[Client]:
    opened = Client(connection(server))
    yield opened
    opened.close()


def inputs(server: Simulator, pair: KeyPair | None = None, **changes: str) -> dict[str, object]:
    chosen = pair or server.supervisor
    values = {"host": server.url, "access_key": chosen.access_key, "secret_key": chosen.secret_key} | changes
    return {INPUTS[name]: value for name, value in values.items()}


def tenant(slug: str = "acme", **keys: Any) -> TenantNeeds:
    usual = {
        "slug": slug,
        "file": f"tenants/dev/{slug}.yaml",
        "name": slug.title(),
        "label": f"clearml-platform:dev:{slug}:",
        "admin_email": f"admin@{slug}.example",
    }
    return TenantNeeds(**(usual | keys))


def findings(server: Simulator, *tenants: TenantNeeds, **needs: Any) -> PreflightFindings:
    server.clear_calls()
    found = inspect(inputs(server), StackNeeds(tenants=tenants, **needs))
    called = {call["endpoint"] for call in server.calls()}
    assert not [name for name in called if name.split(".")[1].startswith(WRITES)]
    return found


def test_a_stack_of_new_tenants_has_no_problem(server: Simulator) -> None:
    found = findings(server, tenant(domains=("acme.example",), addresses={"ada@x.example": "login.users"}))
    assert (found.problems, found.unknown, found.lost) == ((), (), ())
    assert found.version


def test_all_problems_are_in_one_list_with_file_and_setting(server: Simulator, client: Client) -> None:
    member = new_member(client, "Acme", "admin@globex.example")
    client.set_domains(member, ["initech.example"])
    client.add_whitelist_entries(member, ["ada@x.example"], "user")
    missing = "f" * 32
    found = findings(
        server,
        tenant("acme"),
        tenant("globex"),
        tenant("initech", domains=("initech.example",), addresses={"ada@x.example": "login.users"}),
        tenant("umbrella", adopt=missing),
        tenant("hooli", admin_adopt=missing),
    )
    starts = sorted(" ".join(line.split(" ")[:2]) for line in found.problems)
    assert starts == [
        "tenants/dev/acme.yaml: name:",
        "tenants/dev/globex.yaml: admin.email:",
        "tenants/dev/hooli.yaml: admin.adopt:",
        "tenants/dev/initech.yaml: login.domains:",
        "tenants/dev/initech.yaml: login.users:",
        "tenants/dev/umbrella.yaml: adopt:",
    ]
    assert all("\n" not in line for line in found.problems)
    ((name),) = [line for line in found.problems if "name:" in line]
    assert f"adopt: {member.company}" in name


@pytest.mark.parametrize("role", ["root", "supervisor"])
def test_the_holder_of_an_email_is_found_with_both_system_roles(server: Simulator, client: Client, role: str) -> None:
    member = new_member(client, "Other", "admin@acme.example")
    pair = server.root if role == "root" else server.supervisor
    (line,) = inspect(inputs(server, pair), StackNeeds(tenants=(tenant(),))).problems
    assert member.user in line
    assert member.company in line


def test_rules_and_admins_that_move_within_the_stack_are_no_problem(server: Simulator, client: Client) -> None:
    member = new_member(client, "Globex", "admin@acme.example")
    client.set_domains(member, ["acme.example"])
    recorded = RecordedTenant(
        company=member.company, admin=member.user, admin_email="admin@acme.example", domains=("acme.example",)
    )
    globex = tenant("globex", admin_email="new@globex.example", recorded=recorded)
    acme = tenant("acme", domains=("acme.example",))
    assert findings(server, acme, globex, recorded={"globex": recorded}).problems == ()


def test_login_rules_of_a_deleted_company_and_the_tenants_own_are_no_problem(server: Simulator, client: Client) -> None:
    gone, own = new_member(client, "Gone", "admin@gone.example"), new_member(client, "Acme", "admin@acme.example")
    client.set_domains(gone, ["gone.example"])
    client.set_domains(own, ["acme.example"])
    client.delete_tenant(gone.company, "Gone", force=True)
    recorded = RecordedTenant(company=own.company, admin=own.user, admin_email="admin@acme.example")
    needs = tenant(domains=("acme.example", "gone.example"), recorded=recorded)
    assert findings(server, needs, recorded={"acme": recorded}).problems == ()


def test_a_company_that_is_gone_is_reported_on_its_resource(server: Simulator, client: Client) -> None:
    member = new_member(client, "Acme", "admin@acme.example")
    client.delete_tenant(member.company, "Acme", force=True)
    recorded = RecordedTenant(company=member.company, admin=member.user, admin_email="admin@acme.example")
    (lost,) = findings(server, tenant(recorded=recorded)).lost
    assert lost.resource == ("Company", "acme")
    assert "pulumi up --refresh" in lost.why
    (lost,) = findings(server, tenant(recorded=recorded, protected=True)).lost
    assert "protected" in lost.why


def test_a_wrong_key_pair_is_reported_as_such_on_both_editions() -> None:
    for profile in ("enterprise", "oss"):
        with simulator(profile=profile) as server:
            wrong = inputs(server, KeyPair("WRONGKEY", "wrong-secret-canary"))
            with pytest.raises(ServerUnusable) as caught:
                inspect(wrong, StackNeeds(tenants=(tenant(),)))
        assert "401/22" in str(caught.value)
        assert "clearml:apiSecretKey" in str(caught.value)
        assert "Enterprise" not in str(caught.value)
        assert "canary" not in str(caught.value)


def test_an_open_source_server_is_one_sentence() -> None:
    with simulator(profile="oss") as server, pytest.raises(ServerUnusable) as caught:
        inspect(inputs(server), StackNeeds(tenants=(tenant("acme"), tenant("globex"))))
    assert "open-source" in str(caught.value)
    assert "Enterprise" in str(caught.value)


def test_a_tenants_key_pair_is_refused_by_its_role(server: Simulator, client: Client) -> None:
    member = new_member(client, "Acme", "admin@acme.example")
    minted = client.create_credentials(member, "some label", None)
    pair = KeyPair(minted.access_key, minted.secret_key)
    with pytest.raises(ServerUnusable, match="role admin"):
        inspect(inputs(server, pair), StackNeeds(tenants=(tenant(),)))


def test_a_server_that_is_down_is_one_line(server: Simulator) -> None:
    address = inputs(server)
    server.kill()
    with pytest.raises(ServerUnusable, match=r"api\.host"):
        inspect(address, StackNeeds(tenants=(tenant(),), patient=False))


def test_another_server_than_the_one_in_the_state_is_refused(server: Simulator) -> None:
    with pytest.raises(ServerUnusable, match="another server"):
        inspect(inputs(server), StackNeeds(tenants=(tenant(),), servers=frozenset({"0123456789ab"})))


def test_what_an_older_server_cannot_answer_is_named() -> None:
    with simulator(profile="enterprise", without=["auth.get_users_info", "login.get_whitelist"]) as server:
        found = findings(server, tenant(domains=("acme.example",)))
    assert found.problems == ()
    assert [line for line in found.unknown if "auth.get_users_info" in line]


def test_a_failing_look_up_is_named_once(server: Simulator) -> None:
    server.fault("login.get_whitelist", kind="status", status=500, times=1000)
    found = findings(server, *(tenant(f"t{n}", domains=(f"t{n}.example",)) for n in range(3)))
    assert found.problems == ()
    (line,) = found.unknown
    assert line.startswith("3 of ")


def test_a_company_that_its_admin_renamed_to_the_claim_is_not_the_tenants(server: Simulator, client: Client) -> None:
    evil = new_member(client, "Evil", "evil@evil.example")
    client.create_credentials(evil, "clearml-platform:dev:evil:agent:g1", None)
    client.update_own_company_name(evil, "clearml-platform:dev:acme")
    (problem,) = findings(server, tenant()).problems
    assert "belongs to tenant evil of this stack" in problem
    assert client.company_info(evil.company).active


def test_service_users_of_others_need_adopt(server: Simulator, client: Client) -> None:
    member = new_member(client, "Acme", "admin@acme.example")
    ids = [client.create_service_user(member, name, run_as_owner=False).id for name in ("theirs", "twin", "twin")]
    ours = client.create_service_user(member, "ours", run_as_owner=False).id
    (pair,) = client.get_credentials(Member(user=ours, company=member.company))
    labelled = "clearml-platform:dev:acme:service-user-ours:g1"
    client.edit_credentials(Member(user=ours, company=member.company), pair.access_key, labelled)
    wanted: dict[str, str | None] = {"theirs": None, "twin": None, "ours": None, "new": None}
    users = [NewServiceUser(key=name, name=name, adopt=adopt) for name, adopt in wanted.items()]
    users += [NewServiceUser(key="taken", name="x", adopt=ids[0]), NewServiceUser(key="gone", name="y", adopt="f" * 32)]
    recorded = RecordedTenant(company=member.company, admin=member.user, admin_email="admin@acme.example")
    acme = tenant(recorded=recorded, new_service_users=tuple(users))

    found = findings(server, acme)
    assert found.unknown == ()
    settings = [line.split(": ")[1] for line in found.problems]
    assert sorted(settings) == ["serviceUsers.gone", "serviceUsers.theirs", "serviceUsers.twin"]
    assert any(f"`adopt: {ids[0]}`" in line for line in found.problems)
    after = findings(server, acme, interrupted=frozenset({"acme"}))
    assert not any("serviceUsers.theirs" in line for line in after.problems)


def test_queues_groups_and_invitations_of_others_need_adopt(server: Simulator, client: Client) -> None:
    member = new_member(client, "Acme", "admin@acme.example")
    theirs, ours = (client.create_queue(member, {"name": name}) for name in ("theirs", "adopted"))
    client.create_queue(member, {"name": "marked", "metadata": mark("clearml-platform:dev:acme:")})
    client.put_user_group(member, "e" * 32, {"name": "people"})
    client.add_whitelist_entries(member, ["bob@p.example", "eve@p.example"], "user")
    recorded = RecordedTenant(company=member.company, admin=member.user, admin_email="admin@acme.example")
    acme = tenant(
        recorded=recorded,
        new_queues={"theirs": None, "adopted": ours, "marked": None, "new": None, "wrong": theirs, "gone": "f" * 32},
        new_groups=("people", "new"),
        addresses={"bob@p.example": "login.admins", "eve@p.example": "login.users"},
        new_roles={"bob@p.example": "admin", "eve@p.example": "user"},
    )
    found = findings(server, acme)
    assert found.unknown == ()
    settings = [line.split(": ")[1] for line in found.problems]
    queues = ["workers.queues.gone", "workers.queues.theirs", "workers.queues.wrong"]
    assert sorted(settings) == ["groups.people", "login.admins", *queues]
    assert any(f"`adopt: {theirs}`" in line for line in found.problems)
    after = findings(server, acme, interrupted=frozenset({"acme"}))
    assert not any("queues.theirs" in line for line in after.problems)
