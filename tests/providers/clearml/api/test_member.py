"""Before the first call for a member the server must answer as that member, whatever a gateway does to headers."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Barrier, Thread

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.errors import NotFound, Refused
from providers.clearml.api.member import Member
from tests.providers.clearml.header_proxy import ACT_AS, IMPERSONATE, header_proxy
from tests.providers.clearml.nouns import NOUNS, Noun
from tests.providers.clearml.world import World, bind, connection, new_member
from tests.sandbox.clearml.process import KeyPair, Simulator, simulator

WHO = "users.get_current_user"


@pytest.fixture(scope="module")
def person() -> KeyPair:
    """The key pair of an operator who, unlike built-in users, has a user record of its own."""
    return KeyPair("OPERATORACCESSKEY", "operator-secret-key")


@pytest.fixture(scope="module")
def staffed(person: KeyPair) -> Iterator[Simulator]:
    """A server whose API calls are made by such an operator."""
    pair = {"access_key": person.access_key, "secret_key": person.secret_key}
    row = {"id": "a" * 32, "name": "Olga", "email": "olga@ops.example", "role": "root", "credentials": [pair]}
    with simulator(profile="enterprise", users=[row]) as running:
        yield running


@contextmanager
def behind_proxy(world: World, *dropped: str) -> Iterator[World]:
    """The same company, reached through a proxy that drops headers."""
    with header_proxy(world.simulator.url, *dropped) as url:
        pair = world.client.connection
        behind = connection(world.simulator, host=url, access_key=pair.access_key, secret_key=pair.secret_key)
        with closing(Client(behind)) as client:
            yield World(world.simulator, client, world.member)


@pytest.fixture(params=["built-in", "person"])
def operated(request: pytest.FixtureRequest, server: Simulator, number: int) -> Iterator[World]:
    """A fresh company under either kind of caller: without and with a user record."""
    which: Simulator = request.getfixturevalue("staffed") if request.param == "person" else server
    pair: KeyPair = request.getfixturevalue("person") if request.param == "person" else server.supervisor
    keys = {"access_key": pair.access_key, "secret_key": pair.secret_key}
    with closing(Client(connection(which, **keys))) as client:
        yield World(which, client, new_member(client, f"Company {number}", f"admin@m{number}.example"))


@pytest.mark.parametrize("noun", NOUNS, ids=str)
def test_nothing_is_written_when_a_proxy_drops_the_headers(operated: World, noun: Noun, number: int) -> None:
    wanted = noun.wanted(operated, number)
    if "member" not in wanted:
        return
    with behind_proxy(operated, IMPERSONATE, ACT_AS) as world:
        before = world.simulator.state()
        with pytest.raises(Exception, match="drops the header X-Clearml-") as caught:
            bind(noun.provider, world.client).create(wanted)
        assert "tenant acme: could not create" in str(caught.value)
        assert world.simulator.state() == before


@pytest.mark.parametrize("dropped", [IMPERSONATE, ACT_AS])
def test_each_header_is_verified(operated: World, dropped: str) -> None:
    with behind_proxy(operated, dropped) as world:
        calls: dict[str, Callable[[], object]] = {
            IMPERSONATE: lambda: world.client.get_credentials(world.member),
            ACT_AS: lambda: world.client.get_login_settings(world.member),
        }
        with pytest.raises(Refused, match=f"(?i){dropped}"):
            calls.pop(dropped)()
        (other,) = calls.values()
        other()


def test_a_lost_header_is_no_missing_user(operated: World) -> None:
    with behind_proxy(operated, IMPERSONATE, ACT_AS) as world:
        with pytest.raises(Refused):
            world.client.get_current_user(world.member)
        with pytest.raises(NotFound):
            world.client.get_current_user(Member(user="f" * 32, company=world.member.company))


@pytest.mark.parametrize("crosses", [True, False])
def test_a_user_of_another_company_is_refused_by_header_and_by_token(number: int, crosses: bool) -> None:
    with (
        simulator(profile="enterprise", system_may_cross_tenants=crosses) as running,
        closing(Client(connection(running))) as client,
    ):
        one = new_member(client, f"One {number}", f"admin@one{number}.example")
        two = new_member(client, f"Two {number}", f"admin@two{number}.example")
        with pytest.raises((Refused, NotFound)):
            client.set_domains(Member(user=one.user, company=two.company), ["mixed.example"])
        assert running.state()["domains"] == []


def test_a_member_is_verified_once_per_way_from_many_threads(world: World) -> None:
    world.simulator.clear_calls()
    start = Barrier(8)

    def work() -> None:
        start.wait()
        world.client.get_credentials(world.member)
        world.client.get_login_settings(world.member)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(world.simulator.calls(WHO)) == 2


def test_a_failed_verification_is_repeated(world: World) -> None:
    world.simulator.fault(WHO, kind="unauthorized")
    with pytest.raises(Exception, match="401"):
        world.client.get_credentials(world.member)
    assert world.client.get_credentials(world.member) == ()
