"""The stack of the sandbox is created once, and the lock of a killed command is removed."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.toolchain import stack, stamp
from sandbox.toolchain.engine import Engine, Source
from sandbox.toolchain.layout import PROJECT, Layout
from sandbox.toolchain.progress import SetupError
from tests.sandbox.programs import make_program, make_pulumi

BUILT = Engine(Source.GO_MODULES, "3.274.1")


@pytest.fixture
def gone() -> int:
    """The pid of a process that has ended and was collected."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def _lock(layout: Layout, pid: int, hostname: str) -> Path:
    layout.stack_locks("dev").mkdir(parents=True, exist_ok=True)
    path = layout.stack_locks("dev") / f"{pid}-{hostname}.json"
    path.write_text(json.dumps({"pid": pid, "username": "x", "hostname": hostname, "timestamp": ""}))
    path.with_name(f"{path.name}.attrs").write_text("{}")
    return path


def test_a_lock_of_an_ended_process_is_removed_completely(layout: Layout, gone: int) -> None:
    _lock(layout, gone, socket.gethostname())
    assert stack.drop_dead_locks(layout, "dev") == 1
    assert list(layout.stack_locks("dev").iterdir()) == []


def test_a_lock_of_a_living_pulumi_stays(layout: Layout) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()", "pulumi"], stdin=subprocess.PIPE) as living:
        lock = _lock(layout, living.pid, socket.gethostname())
        assert stack.drop_dead_locks(layout, "dev") == 0
        assert lock.exists()
        living.kill()


def test_a_lock_whose_pid_now_belongs_to_another_program_is_removed(layout: Layout) -> None:
    _lock(layout, os.getpid(), socket.gethostname())
    assert stack.drop_dead_locks(layout, "dev") == 1


def test_a_lock_of_a_killed_pulumi_that_is_still_a_zombie_is_removed(layout: Layout) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()", "pulumi"], stdin=subprocess.PIPE) as killed:
        _lock(layout, killed.pid, socket.gethostname())
        killed.kill()
        os.waitid(os.P_PID, killed.pid, os.WEXITED | os.WNOWAIT)
        assert stack.drop_dead_locks(layout, "dev") == 1


def test_a_lock_of_another_machine_stays(layout: Layout, gone: int) -> None:
    lock = _lock(layout, gone, "elsewhere.example")
    assert stack.drop_dead_locks(layout, "dev") == 0
    assert lock.exists()


def test_a_lock_that_cannot_be_read_stays(layout: Layout) -> None:
    layout.stack_locks("dev").mkdir(parents=True)
    (layout.stack_locks("dev") / "x.json").write_text("{")
    assert stack.drop_dead_locks(layout, "dev") == 0


def test_the_stack_is_made_and_selected_once(layout: Layout, programs: Path) -> None:
    pulumi = make_pulumi(layout.bin, "v3.274.1")
    stack.ensure(layout, BUILT, "dev")
    layout.stack_file("dev").parent.mkdir(parents=True)
    layout.stack_file("dev").write_text("{}")
    _select(layout, layout.backend_url)
    stack.ensure(layout, BUILT, "dev")
    calls = pulumi.with_name("pulumi.calls").read_text()
    assert calls == "stack select dev --create --secrets-provider passphrase --non-interactive\n"


def test_a_selection_for_another_backend_does_not_count(layout: Layout, programs: Path) -> None:
    pulumi = make_pulumi(layout.bin, "v3.274.1")
    layout.stack_file("dev").parent.mkdir(parents=True)
    layout.stack_file("dev").write_text("{}")
    _select(layout, "file:///elsewhere")
    stack.ensure(layout, BUILT, "dev")
    assert len(pulumi.with_name("pulumi.calls").read_text().splitlines()) == 1


def test_a_selection_of_another_stack_does_not_count(layout: Layout, programs: Path) -> None:
    pulumi = make_pulumi(layout.bin, "v3.274.1")
    for name in ("dev", "accounts"):
        stamp.write(layout.stack_file(name), "{}")
    _select(layout, layout.backend_url, "accounts")
    stack.ensure(layout, BUILT, "accounts")
    stack.ensure(layout, BUILT, "dev")
    assert pulumi.with_name("pulumi.calls").read_text().startswith("stack select dev --create")


def _select(layout: Layout, backend: str, name: str = "dev") -> None:
    workspace = layout.pulumi_home / "workspaces" / "clearml-platform-workspace.json"
    workspace.parent.mkdir(parents=True)
    workspace.write_text(json.dumps({"stacks": {backend: f"organization/{PROJECT}/{name}"}}))


def test_a_refusal_of_pulumi_is_one_line(layout: Layout, programs: Path) -> None:
    make_program(layout.bin / "pulumi", "echo 'error: incorrect passphrase' >&2; exit 1")
    with pytest.raises(SetupError, match=r"^stack: the stack's secrets were made with another passphrase"):
        stack.ensure(layout, BUILT, "dev")
