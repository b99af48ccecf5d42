"""Impersonation of a tenant's users: by header if the server lets the caller cross companies, else with a token."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.errors import NotFound
from providers.clearml.api.member import Member
from tests.providers.clearml.nouns import NOUNS, Noun
from tests.providers.clearml.world import World, bind, connection, new_member, outs
from tests.sandbox.clearml.process import KeyPair, Simulator, simulator

TOKEN = "auth.get_token_for_user"
UNKNOWN = Member(user="f" * 32, company="e" * 32)


@dataclass(frozen=True)
class Caller:
    """A server, its caller, and whether that caller needs tokens."""

    server: Simulator
    pair: KeyPair
    needs_tokens: bool


@pytest.fixture(scope="module")
def strict() -> Iterator[Simulator]:
    """A server that, like the open-source one, lets only root cross companies by header."""
    with simulator(profile="enterprise", system_may_cross_tenants=False) as running:
        yield running


@pytest.fixture(params=["system-crosses", "system-does-not", "root"])
def caller(request: pytest.FixtureRequest, server: Simulator, strict: Simulator) -> Caller:
    """Every kind of caller that an Enterprise server may have."""
    if request.param == "system-crosses":
        return Caller(server, server.supervisor, needs_tokens=False)
    if request.param == "system-does-not":
        return Caller(strict, strict.supervisor, needs_tokens=True)
    return Caller(strict, strict.root, needs_tokens=False)


@pytest.fixture
def world(caller: Caller, number: int) -> Iterator[World]:
    """A fresh company, accessed by that caller; the call log starts empty."""
    keys = {"access_key": caller.pair.access_key, "secret_key": caller.pair.secret_key}
    with closing(Client(connection(caller.server, **keys))) as opened:
        member = new_member(opened, f"Company {number}", f"admin@c{number}.example")
        caller.server.clear_calls()
        yield World(caller.server, opened, member)
    caller.server.clear_faults()


def refused(world: World) -> list[str]:
    """Endpoints whose call by header the server refused."""
    return [call["endpoint"] for call in world.simulator.calls() if call["subcode"] == 6]


def test_calls_act_as_the_member(world: World, caller: Caller) -> None:
    who = world.client.get_current_user(world.member)
    assert (who.id, who.company, who.role) == (world.member.user, world.member.company, "admin")
    *_, last = world.simulator.calls("users.get_current_user")
    assert last["impersonation"] == (None if caller.needs_tokens else "impersonate_as")
    assert len(world.simulator.calls(TOKEN)) == int(caller.needs_tokens)


def test_one_refusal_and_one_token_per_member_are_enough(world: World, caller: Caller) -> None:
    for _ in range(3):
        world.client.get_current_user(world.member)
        world.client.get_login_settings(world.member)
    assert len(refused(world)) == int(caller.needs_tokens)
    assert len(world.simulator.calls(TOKEN)) == int(caller.needs_tokens)


def test_login_rules_are_the_members_companys(world: World, number: int) -> None:
    world.client.set_domains(world.member, [f"a{number}.example"])
    rows = [row for row in world.simulator.state()["domains"] if row["domain"] == f"a{number}.example"]
    assert [row["company"] for row in rows] == [world.member.company]


def test_a_missing_member_is_not_found_and_changes_nothing_for_others(world: World, caller: Caller) -> None:
    with pytest.raises(NotFound):
        world.client.get_current_user(UNKNOWN)
    world.client.get_current_user(world.member)
    *_, last = world.simulator.calls("users.get_current_user")
    assert last["impersonation"] == (None if caller.needs_tokens else "impersonate_as")


def test_an_expired_token_is_renewed_once(world: World, caller: Caller) -> None:
    if not caller.needs_tokens:
        world.client.get_current_user(world.member)
        assert world.simulator.calls(TOKEN) == []
        return
    world.client.get_current_user(world.member)
    world.simulator.fault("users.get_current_user", kind="unauthorized")
    assert world.client.get_current_user(world.member).id == world.member.user
    assert len(world.simulator.calls(TOKEN)) == 2


@pytest.mark.parametrize("noun", NOUNS, ids=str)
def test_every_resource_is_created_updated_and_deleted_under_every_caller(
    world: World, noun: Noun, number: int
) -> None:
    wanted = noun.wanted(world, number)
    own = connection(
        world.simulator,
        access_key=world.client.connection.access_key,
        secret_key=world.client.connection.secret_key,
        company_endpoint=noun.endpoint,
    )
    with closing(Client(own)) as client:
        provider = bind(noun.provider, client)
        made = provider.create(wanted)
        read = provider.read(made.id, outs(made))
        assert read.id == made.id
        assert provider.diff(made.id, outs(read), wanted).changes is False
        provider.delete(made.id, outs(made))
        provider.delete(made.id, outs(made))
