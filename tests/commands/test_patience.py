"""Waiting in the cluster: ends when done, tells how it goes, gives up in time."""

from itertools import count

import pytest

from commands.mig import patience


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(patience, "TELL_SECONDS", 0.3)


def test_it_ends_as_soon_as_it_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    looks = count(1)
    assert patience.wait(lambda: next(looks) == 3, 60, "waiting for it")
    assert next(looks) == 4
    assert capsys.readouterr().err == ""


def test_it_tells_now_and_then_and_gives_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert not patience.wait(lambda: False, 1, "node gpu-1: waiting for it")
    lines = capsys.readouterr().err.splitlines()
    assert 2 <= len(lines) <= 3
    assert lines[0] == "node gpu-1: waiting for it (0 s of 1 s)"
