"""Polling ends as soon as its condition is true, reports progress and stops at its time limit."""

from itertools import count

import pytest

from commands.mig import polling


@pytest.fixture(autouse=True)
def _short_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(polling, "REPORT_SECONDS", 0.3)


def test_it_ends_as_soon_as_the_condition_is_true(capsys: pytest.CaptureFixture[str]) -> None:
    polls = count(1)
    assert polling.wait(lambda: next(polls) == 3, 60, "waiting for it")
    assert next(polls) == 4
    assert capsys.readouterr().err == ""


def test_it_reports_progress_and_stops_at_the_limit(capsys: pytest.CaptureFixture[str]) -> None:
    assert not polling.wait(lambda: False, 1, "node gpu-1: waiting for it")
    lines = capsys.readouterr().err.splitlines()
    assert 2 <= len(lines) <= 3
    assert lines[0] == "node gpu-1: waiting for it (0 s of 1 s)"
