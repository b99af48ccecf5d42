"""Every creating call under every fault: one `create` results in exactly one object."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from providers.clearml.api import transport
from providers.clearml.api.client import Client
from providers.clearml.api.errors import ClearMLError
from providers.clearml.shared import create_once
from tests.live.tenants.holdings import holdings
from tests.providers.clearml.nouns import CREDENTIALS, LABEL, NOUNS, QUEUE, Noun
from tests.providers.clearml.world import World, bind, connection, new_member, outs
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.slow

TIMEOUT = 0.75
"""Time-out of the client in these tests, in seconds; the slow server takes twice as long."""

HAPPENED: dict[str, dict[str, Any]] = {
    "reset": {"kind": "reset_after_write"},
    "closed": {"kind": "disconnect", "after_write": True},
    "502": {"kind": "status", "status": 502, "after_write": True},
    "504": {"kind": "status", "status": 504, "after_write": True},
    "429": {"kind": "status", "status": 429, "after_write": True, "retry_after": 0},
    "500-envelope": {"kind": "error500", "after_write": True},
    "half-an-answer": {"kind": "truncated"},
    "null-data": {"kind": "null_data"},
    "web-page": {"kind": "html200", "after_write": True},
    "slow-answer": {"kind": "slow", "when": "after", "seconds": 2 * TIMEOUT},
}
"""The server wrote the object, and its answer was lost."""
DID_NOT: dict[str, dict[str, Any]] = {
    "closed-before": {"kind": "disconnect"},
    "503": {"kind": "status", "status": 503},
    "429": {"kind": "status", "status": 429, "retry_after": 0},
    "500-envelope-before": {"kind": "error500"},
}
"""The server wrote nothing."""
LATE: dict[str, dict[str, Any]] = {"slow-server": {"kind": "slow", "when": "before", "seconds": 2 * TIMEOUT}}
"""The server writes the object after the client's time-out."""


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_backoff", lambda _: 0.0)
    monkeypatch.setattr(create_once, "LOOKUP_PAUSES", (0.0,))


@pytest.fixture
def hasty(server: Simulator, number: int) -> Iterator[World]:
    """A fresh company, accessed by a client with a short time-out."""
    with closing(Client(connection(server, timeout_seconds=TIMEOUT))) as opened:
        yield World(server, opened, new_member(opened, f"Company {number}", f"admin@c{number}.example"))
    server.clear_faults()


def create_under(fault: dict[str, Any], noun: Noun, world: World, number: int) -> None:
    """Create the resource while its creating call fails once; check that one exists and no change remains."""
    company, wanted = f"{noun.company}{number}", noun.wanted(world, number)
    had = holdings(world.simulator, company)
    world.simulator.clear_calls()
    world.simulator.fault(noun.creating, **fault)
    quick = connection(world.simulator, timeout_seconds=TIMEOUT, company_endpoint=noun.endpoint)
    with closing(Client(quick)) as client:
        provider = bind(noun.provider, client)
        made = provider.create(wanted)
        wait_for_the_fault(world.simulator)
        assert holdings(world.simulator, company) == noun.added_to(had, number)
        assert provider.diff(made.id, outs(made), wanted).changes is False
        assert provider.diff(made.id, outs(provider.read(made.id, outs(made))), wanted).changes is False


def wait_for_the_fault(server: Simulator) -> None:
    """Wait until the failed call has ended on the server, which may be long after the client's time-out."""
    deadline = time.monotonic() + 10
    while not any(call["fault"] for call in server.calls()):
        assert time.monotonic() < deadline, "the fault never happened"
        time.sleep(0.02)


@pytest.mark.parametrize("noun", NOUNS, ids=str)
@pytest.mark.parametrize("fault", HAPPENED.values(), ids=HAPPENED)
def test_a_completed_write_is_not_repeated(hasty: World, number: int, noun: Noun, fault: dict[str, Any]) -> None:
    create_under(fault, noun, hasty, number)


@pytest.mark.parametrize("noun", NOUNS, ids=str)
@pytest.mark.parametrize("fault", DID_NOT.values(), ids=DID_NOT)
def test_a_write_that_did_not_happen_is_done(hasty: World, number: int, noun: Noun, fault: dict[str, Any]) -> None:
    create_under(fault, noun, hasty, number)


@pytest.mark.parametrize("noun", NOUNS, ids=str)
@pytest.mark.parametrize("fault", LATE.values(), ids=LATE)
def test_a_late_write_is_waited_for(
    hasty: World, number: int, noun: Noun, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(create_once, "LOOKUP_PAUSES", (0.0, TIMEOUT, TIMEOUT))
    create_under(fault, noun, hasty, number)


@pytest.mark.parametrize("noun", [QUEUE, CREDENTIALS], ids=str)
def test_a_server_that_always_fails_ends_in_an_error_and_the_next_run_in_one_object(
    hasty: World, number: int, noun: Noun
) -> None:
    company, wanted = f"Company {number}", noun.wanted(hasty, number)
    had, provider = holdings(hasty.simulator, company), hasty.provider(noun.provider)
    hasty.simulator.fault(noun.creating, kind="status", status=502, times=create_once.CREATE_ATTEMPTS)
    with pytest.raises(ClearMLError, match=f"{noun.creating} answered HTTP 502"):
        provider.create(wanted)
    assert holdings(hasty.simulator, company) == had
    provider.create(wanted)
    assert holdings(hasty.simulator, company) == noun.added_to(had, number)


def test_every_lost_pair_is_revoked_before_the_one_that_we_know(hasty: World, number: int) -> None:
    hasty.simulator.fault("auth.create_credentials", kind="reset_after_write", times=2)
    made = hasty.provider(CREDENTIALS.provider).create(CREDENTIALS.wanted(hasty, number))
    (key,) = hasty.client.get_credentials(hasty.member)
    assert (key.access_key, key.label) == (outs(made)["pair"]["access_key"], LABEL)
