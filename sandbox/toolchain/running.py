"""Looks up the command line behind a process id: ids are reused, so a number alone proves nothing."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROCESSES = Path("/proc")
READS = 50
SECONDS_BETWEEN_READS = 0.01


def command_line(pid: int) -> str:
    """Return a process's command line; empty for one that is gone or is a zombie."""
    if not (PROCESSES / "self" / "cmdline").exists():
        return _from_ps(pid)
    try:
        for _ in range(READS):
            line = (PROCESSES / str(pid) / "cmdline").read_text(errors="replace")
            if line or _has_ended(pid):
                return line
            # In the middle of an exec a living process has no command line for a moment.
            time.sleep(SECONDS_BETWEEN_READS)
    except (FileNotFoundError, ProcessLookupError):
        pass
    return ""


def started_from(folder: Path) -> list[int]:
    """Return the ids of the processes whose program was named by a path inside this folder."""
    return [pid for pid, line in _all() if line.startswith(f"{folder}{os.sep}")]


def _all() -> Iterator[tuple[int, str]]:
    if not (PROCESSES / "self" / "cmdline").exists():
        argv = ["ps", "-ww", "-A", "-o", "pid=,command="]
        answer = subprocess.run(argv, capture_output=True, text=True, check=True)  # noqa: S603 - fixed words
        for row in answer.stdout.splitlines():
            pid, _, line = row.strip().partition(" ")
            yield int(pid), line
        return
    for path in PROCESSES.glob("[0-9]*"):
        # A process that ended since the listing has no file any more.
        with suppress(FileNotFoundError, ProcessLookupError):
            yield int(path.name), (path / "cmdline").read_text(errors="replace")


def _has_ended(pid: int) -> bool:
    # The name in parentheses may hold anything; the state letter follows the last one.
    state = (PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    return state in "ZX"


def _from_ps(pid: int) -> str:
    argv = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    answer = subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words, integer
    return answer.stdout
