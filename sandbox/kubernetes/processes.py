"""The programs of one cluster as detached processes.

A process is recognised by the path through which it was started, which lies in the cluster's folder. So the programs
are found even if their starter was killed, and a reused process id is never mistaken for one of them.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from sandbox.demo import process
from sandbox.kubernetes.folder import Folder
from sandbox.kubernetes.programs import NAMES, Program
from sandbox.toolchain.running import command_line, started_from

STOP_SECONDS = 10.0
POLL_SECONDS = 0.02


def link(folder: Folder, programs: Path) -> None:
    """Create the links through which the programs are started."""
    folder.bin.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder.bin / name).unlink(missing_ok=True)
        (folder.bin / name).symlink_to(programs / name)


def start(folder: Folder, program: Program) -> int:
    """Start a program detached, with its output in its own log file. Returns the process id."""
    path = folder.bin / program.name
    # Nothing of the caller's environment: proxies and other clusters' settings must not reach the programs.
    variables = {"PATH": str(folder.stand_ins), **program.variables}
    argv = ["/usr/bin/env", "-i", *(f"{key}={value}" for key, value in variables.items()), str(path)]
    log = folder.logs / f"{program.label}.log"
    pid = process.spawn([*argv, *program.arguments], 0, str(path), cwd=folder.root, log=log).pid
    await_exec(pid, path)
    return pid


def await_exec(pid: int, path: Path) -> None:
    """Wait until the process runs this program, or has ended.

    On a busy machine it may still be the shell, or env, and so would be missing from `living`.
    """
    deadline = time.monotonic() + STOP_SECONDS
    while (line := command_line(pid)) and not line.startswith(str(path)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def living(folder: Folder) -> list[int]:
    """Return the ids of the cluster's running processes."""
    return started_from(folder.bin)


def stop(folder: Folder) -> int:
    """Kill all of them and return their number. None needs a clean shutdown."""
    ended: set[int] = set()
    deadline = time.monotonic() + STOP_SECONDS
    while (pids := living(folder)) and time.monotonic() < deadline:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        ended.update(pids)
        time.sleep(POLL_SECONDS)
    return len(ended)


def last_lines(folder: Folder) -> str:
    """Return the last log line of each program, for a cluster that does not come up."""
    endings = []
    for log in sorted(folder.logs.glob("*.log")):
        lines = log.read_text(errors="replace").strip().splitlines()
        endings += [f"{log.stem}: {lines[-1][:160]}"] if lines else []
    return "; ".join(endings) or "the logs are empty"
