"""The process behind a process id, with and without /proc."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.toolchain import running
from tests.sandbox.programs import make_program

WAIT_FOR_INPUT = [sys.executable, "-c", "import sys; sys.stdin.read()", "a word of ours"]


def test_a_living_process_has_its_command_line() -> None:
    with subprocess.Popen(WAIT_FOR_INPUT, stdin=subprocess.PIPE) as living:
        assert "a word of ours" in running.command_line(living.pid)


def test_a_zombie_has_no_command_line() -> None:
    with subprocess.Popen(WAIT_FOR_INPUT, stdin=subprocess.PIPE) as killed:
        killed.kill()
        os.waitid(os.P_PID, killed.pid, os.WEXITED | os.WNOWAIT)
        assert running.command_line(killed.pid) == ""


def test_an_ended_process_has_no_command_line() -> None:
    with subprocess.Popen(WAIT_FOR_INPUT, stdin=subprocess.PIPE) as ended:
        pid = ended.pid
    assert running.command_line(pid) == ""


def test_an_empty_command_line_of_a_living_process_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cmdline = tmp_path / "7" / "cmdline"
    for path in (tmp_path / "self" / "cmdline", cmdline, tmp_path / "7" / "stat"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    (tmp_path / "7" / "stat").write_text("7 (a (Z) name) S 1 7 7")
    monkeypatch.setattr(running, "PROCESSES", tmp_path)
    monkeypatch.setattr("time.sleep", lambda _: cmdline.write_text("arrived"))
    assert running.command_line(7) == "arrived"


def test_without_proc_the_answer_comes_from_ps(programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_program(programs / "ps", 'echo "$@"')
    monkeypatch.setattr(running, "PROCESSES", tmp_path)
    assert running.command_line(7) == "-ww -o command= -p 7\n"


def test_processes_are_found_by_the_folder_of_their_program(tmp_path: Path) -> None:
    ours, beside = tmp_path / "bin", tmp_path / "bin-2"
    for folder in (ours, beside):
        folder.mkdir()
        (folder / "python").symlink_to(sys.executable)
    argv = WAIT_FOR_INPUT[1:]
    with (
        subprocess.Popen([ours / "python", *argv], stdin=subprocess.PIPE) as found,
        subprocess.Popen([beside / "python", *argv, str(ours / "python")], stdin=subprocess.PIPE),
    ):
        assert running.started_from(ours) == [found.pid]


def test_without_proc_processes_are_found_by_ps(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_program(programs / "ps", 'echo "  7 /a folder/bin/etcd --x"; echo " 12 sh -c /a folder/bin/etcd"')
    monkeypatch.setattr(running, "PROCESSES", tmp_path)
    assert running.started_from(Path("/a folder/bin")) == [7]
