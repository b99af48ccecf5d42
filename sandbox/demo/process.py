"""Starts a detached process and finds it again by a record on disk; no other process is ever signalled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sandbox.toolchain import stamp
from sandbox.toolchain.running import command_line

STOP_SECONDS = 10.0
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Process:
    """A process that the demo started; `mark` is a word of its command line that no other process has."""

    pid: int
    port: int
    mark: str

    @property
    def alive(self) -> bool:
        """Whether this pid still runs and still is the process that was started."""
        return self.mark in command_line(self.pid)

    def stop(self) -> None:
        """End the process by SIGTERM, after STOP_SECONDS by SIGKILL; do nothing if it is gone."""
        if self.alive:
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self.alive and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if self.alive:
            os.kill(self.pid, signal.SIGKILL)


def spawn(argv: Sequence[str], port: int, mark: str, *, cwd: Path, log: Path) -> Process:
    """Start a program in a session of its own, so that it outlives the caller and its terminal."""
    log.parent.mkdir(parents=True, exist_ok=True)
    # The shell ends at once, so init adopts the program: no caller has to collect it, and it cannot become a zombie.
    answer = subprocess.run(  # noqa: S603 - fixed script, the program's words are its arguments
        ["/bin/sh", "-c", 'log=$1; shift; "$@" >>"$log" 2>&1 </dev/null & echo $!', "sh", str(log), *argv],
        cwd=cwd,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        check=True,
    )
    return Process(int(answer.stdout), port, mark)


def write_record(process: Process, record: Path) -> None:
    """Store the process for later commands."""
    stamp.write(record, json.dumps(asdict(process)))


def read_record(record: Path) -> Process | None:
    """Return the stored process, dead or alive; None if there is none or the record is unreadable."""
    try:
        return Process(**json.loads(record.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
