"""A detached process is found again and stopped; an unrelated one with the same process id is never touched."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.demo import process
from sandbox.demo.process import Process

SLEEPER = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """An unrelated process."""
    with subprocess.Popen([sys.executable, "-c", SLEEPER, "stranger"]) as running:
        yield running
        running.kill()


def _spawn(tmp_path: Path, code: str) -> Process:
    mark = str(tmp_path / "mark")
    return process.spawn([sys.executable, "-c", code, mark], 1, mark, cwd=tmp_path, log=tmp_path / "log" / "out")


def test_it_is_alive_until_it_is_stopped(tmp_path: Path) -> None:
    started = _spawn(tmp_path, SLEEPER)
    assert started.alive
    started.stop()
    assert not started.alive
    started.stop()


def test_a_process_that_ignores_sigterm_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "STOP_SECONDS", 0.2)
    started = _spawn(tmp_path, DEAF)
    _wait_for(lambda: "deaf" in (tmp_path / "log" / "out").read_text())
    started.stop()
    _wait_for(lambda: not started.alive)


def test_a_reused_pid_is_not_ours_and_is_left_alone(stranger: subprocess.Popen[bytes], tmp_path: Path) -> None:
    recorded = Process(stranger.pid, 1, str(tmp_path / "mark"))
    assert not recorded.alive
    recorded.stop()
    assert stranger.poll() is None


def test_a_record_is_read_back_and_a_broken_one_counts_as_none(tmp_path: Path) -> None:
    record = tmp_path / "process.json"
    assert process.read_record(record) is None
    process.write_record(Process(1, 2, "x"), record)
    assert process.read_record(record) == Process(1, 2, "x")
    for broken in ("{", "[]", '{"pid": 1}'):
        record.write_text(broken)
        assert process.read_record(record) is None


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()
