"""The programs of one cluster as detached processes. It must not touch a process that is not the cluster's own.

They are found by the path through which they were started, which lies in the cluster's folder: that holds when the one
who started them was killed half-way, and a process id used again by another program is never taken for ours.
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
    """Lay the links through which the programs are started."""
    folder.bin.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder.bin / name).unlink(missing_ok=True)
        (folder.bin / name).symlink_to(programs / name)


def start(folder: Folder, program: Program) -> int:
    """Start a program detached, its output in a log of its own; return its process id."""
    path = folder.bin / program.name
    # Nothing of the caller's environment: proxies and other clusters' settings have no business here.
    variables = {"PATH": str(folder.stand_ins), **program.variables}
    argv = ["/usr/bin/env", "-i", *(f"{key}={value}" for key, value in variables.items()), str(path)]
    log = folder.logs / f"{program.label}.log"
    pid = process.spawn([*argv, *program.arguments], 0, str(path), cwd=folder.root, log=log).pid
    until_itself(pid, path)
    return pid


def until_itself(pid: int, path: Path) -> None:
    """Wait until the process runs this program, or has ended.

    On a busy machine it is still the shell, or env, when the caller first looks, and would count as ended.
    """
    deadline = time.monotonic() + STOP_SECONDS
    while (line := command_line(pid)) and not line.startswith(str(path)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def living(folder: Folder) -> list[int]:
    """Return the ids of the cluster's processes that run now."""
    return started_from(folder.bin)


def stop(folder: Folder) -> int:
    """End all of them and return how many there were. By force: their data is of no use without them."""
    ended: set[int] = set()
    deadline = time.monotonic() + STOP_SECONDS
    while (pids := living(folder)) and time.monotonic() < deadline:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        ended.update(pids)
        time.sleep(POLL_SECONDS)
    return len(ended)


def last_words(folder: Folder) -> str:
    """Return the last line that each program wrote, for a cluster that does not come up."""
    found = []
    for log in sorted(folder.logs.glob("*.log")):
        lines = log.read_text(errors="replace").strip().splitlines()
        found += [f"{log.stem}: {lines[-1][:160]}"] if lines else []
    return "; ".join(found) or "nothing was said"
