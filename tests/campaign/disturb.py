"""Runs the command of a case and disturbs it: kills a process at a certain call, or arms a fault of the server."""

import os
import signal
import subprocess
import time
from pathlib import Path

from tests.campaign.cases import Case
from tests.campaign.site import Clean, Server, moment
from tests.live.tenants.stack import Stack, kill

LIMIT = 150
"""Seconds after which a command counts as stuck."""
MARKS = {"language": ("pulumi-language-python",), "plugin": ("pulumi.dynamic", "pulumi-resource-pulumi-python")}
"""Words in the command line of a process by victim."""


class Stuck(Exception):
    """A command did not end."""


def disturb(case: Case, stack: Stack, server: Server, clean: Clean) -> str:
    """Run the command to its end or to its kill, and return its output. Raises Stuck."""
    number, endpoint = moment(case, clean)
    server.simulator.clear_calls()
    if case.fault is not None:
        nth = clean.calls[case.command][:number].count(endpoint)
        server.simulator.fault(endpoint, kind=case.fault, nth=nth)
    words = {"refresh": "refresh", "destroy": "destroy"}
    command = stack.start(words.get(case.command, "up"), "--yes", "--skip-preview")
    if case.victim is not None:
        _kill_at(case.victim, number, command, server)
    text = _wait(command)
    server.simulator.clear_faults()
    return text


def _kill_at(victim: str, number: int, command: "subprocess.Popen[str]", server: Server) -> None:
    """Kill once the server has been called that often, or leave a command that ends before."""
    while command.poll() is None:
        if len(server.simulator.calls()) >= number:
            break
        time.sleep(0.01)
    if victim == "simulator":
        server.restart()
    elif victim == "session":
        _kill_session(command)
    elif victim == "engine":
        command.kill()
    else:
        kill_processes(command.pid, MARKS[victim])


def kill_processes(session: int, marks: tuple[str, ...]) -> None:
    """Kill the processes of a session that have one of the words in their command line."""
    for pid in _of_session(session, marks):
        _kill_process(pid)


def _kill_session(command: "subprocess.Popen[str]") -> None:
    if command.poll() is None:
        kill(command)


def _of_session(session: int, marks: tuple[str, ...]) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if os.getsid(int(path.name)) == session and any(mark in line for mark in marks):
                found.append(int(path.name))
        except (OSError, ProcessLookupError):
            continue
    return found


def _kill_process(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _wait(command: "subprocess.Popen[str]") -> str:
    """The rest of the output. A killed engine's plugins may hold the pipe for a moment."""
    if command.stdout is None or command.stdout.closed:
        return ""
    try:
        text, _ = command.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        kill(command)
        raise Stuck(f"`{command.args!r}` did not end within {LIMIT} s") from None
    return text
