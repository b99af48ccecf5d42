"""One simulator per session; every test gets its own companies in it."""

from collections.abc import Iterator
from itertools import count

import pytest

from providers.clearml.accounts import delete_company
from providers.clearml.api.client import Client
from tests.providers.clearml.world import World, connection, new_member
from tests.sandbox.clearml.process import Simulator, simulator

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Simulator]:
    """An Enterprise server of the newest version."""
    with simulator(profile="enterprise") as running:
        yield running


@pytest.fixture
def client(server: Simulator) -> Iterator[Client]:
    """A client of that server, without faults of earlier tests, that has asked for the server's identity."""
    opened = Client(connection(server))
    opened.server_id()
    yield opened
    opened.close()
    server.clear_faults()


@pytest.fixture
def number() -> int:
    """A number for unique names; no other test of the session gets it."""
    return next(_numbers)


@pytest.fixture
def world(server: Simulator, client: Client, number: int) -> World:
    """That server with a fresh company and admin."""
    member = new_member(client, f"Company {number}", f"admin@c{number}.example")
    return World(server, client, member)


@pytest.fixture(autouse=True)
def _no_waiting_for_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused deletion of a company is not repeated, unless a test says how long."""
    monkeypatch.setattr(delete_company, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(delete_company, "PAUSE_SECONDS", 0.05)
