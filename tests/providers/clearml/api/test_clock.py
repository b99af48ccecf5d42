"""The server's time comes from the Date header of its answers."""

from datetime import UTC, datetime, timedelta

import pytest

from providers.clearml.api.clock import ServerClock, parse_date, utc
from tests.providers.clearml.world import World

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_a_header_is_compared_with_the_clock_of_this_machine() -> None:
    clock = ServerClock()
    assert clock.ahead is None
    clock.note("Thu, 03 Dec 2026 12:00:00 GMT", local=NOON)
    assert clock.ahead == timedelta(days=2)
    assert abs(clock.now() - datetime.now(UTC) - timedelta(days=2)) < timedelta(seconds=5)


@pytest.mark.parametrize("header", [None, "", "tomorrow", "Thu, 99 Dec 2026 12:00:00 GMT"])
def test_an_absent_or_invalid_header_is_ignored(header: str | None) -> None:
    clock = ServerClock()
    clock.note(header, local=NOON)
    assert clock.ahead is None
    assert parse_date(header) is None


def test_a_date_without_offset_is_in_utc() -> None:
    assert utc(NOON.replace(tzinfo=None)) == NOON


def test_every_answer_sets_the_clock(world: World) -> None:
    world.client.get_companies("nobody")
    assert world.client.clock.ahead is not None
    assert abs(world.client.clock.ahead) < timedelta(minutes=1)
