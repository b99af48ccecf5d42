"""State of one server is never applied to another, whether or not the servers report who they are."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.errors import Unauthorized
from providers.clearml.company import CompanyProvider
from providers.clearml.shared.base import NounProvider, TenantError
from providers.clearml.shared.same_server import ACCEPT, unaccepted_server
from tests.providers.clearml.header_proxy import UID, header_proxy
from tests.providers.clearml.nouns import NOUNS, Noun
from tests.providers.clearml.raw_server import connection_to, raw_server
from tests.providers.clearml.world import World, bind, connection, outs
from tests.sandbox.clearml.process import Simulator, simulator

ENVELOPE = b'{"meta": {"result_code": %d, "result_subcode": 0, "result_msg": ""}, "data": %s}'


@pytest.fixture(scope="module")
def stranger() -> Iterator[Simulator]:
    """Another server."""
    with simulator(profile="enterprise") as running:
        yield running


def client_of(server: Simulator, **changes: Any) -> Client:
    return Client(connection(server, **changes))


def made(world: World, noun: Noun, number: int) -> tuple[str, dict[str, Any]]:
    with closing(client_of(world.simulator, company_endpoint=noun.endpoint)) as client:
        result = bind(noun.provider, client).create(noun.wanted(world, number))
        return result.id, outs(result)


def attempts(provider: NounProvider[Any, Any], id_: str, state: dict[str, Any]) -> dict[str, Callable[[], object]]:
    return {
        "read": lambda: provider.read(id_, state),
        "update": lambda: provider.update(id_, state, state),
        "delete": lambda: provider.delete(id_, state),
    }


@pytest.mark.parametrize("noun", NOUNS, ids=str)
def test_state_of_another_server_is_refused(world: World, stranger: Simulator, noun: Noun, number: int) -> None:
    id_, state = made(world, noun, number)
    with closing(client_of(stranger)) as client:
        elsewhere = bind(noun.provider, client)
        before = stranger.state()
        for verb, attempt in attempts(elsewhere, id_, state).items():
            with pytest.raises(TenantError, match=f"could not {verb} .*: the state was written against another server"):
                attempt()
        assert stranger.state() == before


@pytest.mark.parametrize("noun", NOUNS, ids=str)
def test_without_an_identity_nothing_is_gone_on_a_server_from_the_environment(
    world: World, stranger: Simulator, noun: Noun, number: int
) -> None:
    id_, state = made(world, noun, number)
    with (
        header_proxy(stranger.url, hidden=UID) as url,
        closing(client_of(stranger, host=url, host_from_environment=True)) as client,
    ):
        assert client.server_id() is None
        elsewhere = bind(noun.provider, client)
        for attempt in ("read", "delete"):
            with pytest.raises(TenantError, match=r"CLEARML_API_HOST|not exist"):
                attempts(elsewhere, id_, state)[attempt]()


@pytest.mark.parametrize("noun", NOUNS, ids=str)
@pytest.mark.parametrize("recorded", [True, False])
def test_without_an_identity_the_configured_server_is_believed(
    world: World, noun: Noun, number: int, recorded: bool
) -> None:
    id_, state = made(world, noun, number)
    if not recorded:
        del state["server"]
    with header_proxy(world.simulator.url, hidden=UID) as url, closing(client_of(world.simulator, host=url)) as client:
        here = bind(noun.provider, client)
        assert outs(here.read(id_, state)).get("server") == state.get("server")
        here.delete(id_, state)
        here.delete(id_, state)


def test_a_missing_object_counts_as_gone_where_its_company_is_found(world: World, number: int) -> None:
    for noun in NOUNS:
        if noun.provider is CompanyProvider:
            continue
        id_, state = made(world, noun, number)
        world.provider(noun.provider).delete(id_, state)
        with (
            header_proxy(world.simulator.url, hidden=UID) as url,
            closing(client_of(world.simulator, host=url, host_from_environment=True)) as client,
        ):
            here = bind(noun.provider, client)
            assert here.read(id_, state).id in ("", id_)
            here.delete(id_, state)


def test_a_state_of_an_older_version_is_read_and_gets_the_identity(world: World, number: int) -> None:
    provider = world.provider(NOUNS[0].provider)
    id_, state = made(world, NOUNS[0], number)
    server = state.pop("server")
    assert provider.diff(id_, state, state).changes is False
    assert outs(provider.read(id_, state))["server"] == server == world.client.server_id()


def test_another_server_is_accepted_by_its_identity_alone() -> None:
    assert unaccepted_server(["aaa"], "bbb", "https://x.example", {ACCEPT: "bbb"}) is None
    assert unaccepted_server(["bbb"], "bbb", "https://x.example", {}) is None
    for environ in ({}, {ACCEPT: "aaa"}, {ACCEPT: "true"}):
        refusal = unaccepted_server(["aaa", "bbb"], "bbb", "https://x.example", environ)
        assert refusal is not None
        assert f"{ACCEPT}=bbb pulumi refresh" in refusal


@pytest.mark.parametrize(
    "answer",
    [
        ENVELOPE % (200, b"{}"),
        ENVELOPE % (200, b'{"uid": null}'),
        ENVELOPE % (200, b'{"uid": {"a": 1}}'),
        ENVELOPE % (404, b"{}"),
        ENVELOPE % (400, b"{}"),
    ],
)
def test_a_server_that_reports_no_identity_is_unknown(answer: bytes) -> None:
    with raw_server(200, answer) as server, closing(Client(connection_to(server))) as client:
        assert client.server_id() is None
        assert client.server_id() is None
        assert len(server.seen) == 1


def test_a_refused_key_pair_is_no_unknown_server(server: Simulator) -> None:
    with closing(client_of(server, secret_key="wrong")) as client, pytest.raises(Unauthorized):
        client.server_id()


def test_two_servers_have_two_identities_and_a_restart_keeps_them(server: Simulator, stranger: Simulator) -> None:
    identities = set()
    for one in (server, server, stranger):
        with closing(client_of(one)) as client:
            identities.add(client.server_id())
    assert len(identities) == 2
    assert None not in identities
