"""A command is timed, its processes are distinguished, and none is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import session
from bench.memory import role_of
from bench.process import BenchError, run

LEAVES_A_CHILD = (
    "import subprocess; print(subprocess.Popen(['sleep', '60'], process_group=0, stdout=-3, stderr=-3).pid)"
)


def test_a_command_is_timed_and_its_output_is_kept(tmp_path: Path) -> None:
    result = run(
        [sys.executable, "-c", "import time; time.sleep(0.4); print('done')"], cwd=tmp_path, environ=os.environ
    )
    assert result.text == "done\n"
    assert 0.4 <= result.seconds < 20


def test_the_peak_of_the_leader_is_seen(tmp_path: Path) -> None:
    if not Path("/proc/self/status").exists():
        return
    hungry = "b = bytearray(50_000_000); import time; time.sleep(0.6); del b; time.sleep(0.6)"
    peak = run([sys.executable, "-c", hungry], cwd=tmp_path, environ=os.environ).memory["engine"]
    assert 50_000_000 < peak < 100_000_000


def test_a_failure_quotes_the_commands_output(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"ended with 3:\nout of luck"):
        run([sys.executable, "-c", "print('out of luck'); exit(3)"], cwd=tmp_path, environ=os.environ)


def test_a_child_with_a_process_group_of_its_own_is_stopped(tmp_path: Path) -> None:
    result = run([sys.executable, "-c", LEAVES_A_CHILD], cwd=tmp_path, environ=os.environ)
    assert _ends(int(result.text))


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A process that a shell starts in the background ignores interrupts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_stops_the_command(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    script = f"import os, time; open({str(marker)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    threading.Thread(target=_interrupt_us_after, args=[marker]).start()
    with pytest.raises(KeyboardInterrupt):
        run([sys.executable, "-c", script], cwd=tmp_path, environ=os.environ)
    assert _ends(int(marker.read_text()))


def test_members_are_those_of_the_session_only() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    try:
        assert session.members(process.pid) == [process.pid]
        assert os.getpid() not in session.members(process.pid)
    finally:
        session.kill(process.pid)
        process.communicate()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("words", "role"),
    [
        (["python", "-u", "-m", "pulumi.dynamic", "127.0.0.1:1"], "plugin"),
        (["python3", "bin/pulumi-language-python-exec", "--monitor", "127.0.0.1:1"], "program"),
        (["/bin/sh", "bin/pulumi-resource-pulumi-python", "127.0.0.1:1"], None),
        (["pulumi-language-python", "127.0.0.1:1"], None),
        (["python3", "-m", "pip", "list"], None),
    ],
)
def test_roles_follow_from_the_command_line(words: list[str], role: str | None) -> None:
    assert role_of("\0".join(words).encode()) == role


def _interrupt_us_after(marker: Path) -> None:
    while not (marker.exists() and marker.read_text()):
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)


def _ends(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if _is_zombie(pid):
            return True
        time.sleep(0.05)
    return False


def _is_zombie(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"
