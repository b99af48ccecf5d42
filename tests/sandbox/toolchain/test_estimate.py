"""The estimate of a build: measured processor time over cores, and what is left of it while builds run."""

from dataclasses import replace

import pytest

from sandbox.toolchain import estimate
from sandbox.toolchain.estimate import Tally, build_seconds, duration
from sandbox.toolchain.tools import CLUSTER, ETCD, KWOK, engine_tools

LONG, SHORT = replace(KWOK, processor_seconds=600), replace(ETCD, processor_seconds=120)


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate, "cores", lambda: 2)
    monkeypatch.setattr(estimate, "BUSY", 1.0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "under a minute"), (60, "under a minute"), (61, "up to 2 minutes"), (600, "up to 10 minutes")],
)
def test_a_duration_is_rounded_up_to_minutes(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_processor_time_is_divided_by_the_cores() -> None:
    assert build_seconds((LONG, SHORT)) == 360


def test_every_program_has_a_measured_time() -> None:
    assert all(tool.processor_seconds > 0 for tool in (*engine_tools(kubernetes=True), *CLUSTER))


def test_what_is_left_shrinks_with_finished_programs_and_with_the_age_of_running_ones() -> None:
    now = [0.0]
    tally = Tally((LONG, SHORT), clock=lambda: now[0])
    assert tally.line({}) == "0 of 2 programs finished, up to 6 minutes left"
    now[0] = 60.0
    assert tally.seconds_left({LONG.name: 60.0}) == 300
    tally.finish(SHORT)
    assert tally.seconds_left({LONG.name: 60.0}) == 240
    tally.finish(LONG)
    assert tally.line({}) == "2 of 2 programs finished"


def test_a_build_that_takes_longer_than_measured_is_never_almost_finished() -> None:
    tally = Tally((LONG,), clock=lambda: 300.0)
    assert tally.seconds_left({LONG.name: 100_000.0}) == 30


def test_a_slower_machine_stretches_the_estimate() -> None:
    now = [0.0]
    tally = Tally((LONG, SHORT), clock=lambda: now[0])
    now[0] = 120.0
    tally.finish(SHORT)
    assert tally.seconds_left({}) == 600
