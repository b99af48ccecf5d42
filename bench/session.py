"""Finds and kills the processes of a session: everything that a command started. Linux and macOS."""

import os
import signal
import subprocess
from pathlib import Path


def members(leader: int) -> list[int]:
    """Process ids of the session of `leader`. Pulumi's plugins have their own process groups, but not sessions."""
    return [pid for pid in _all_pids() if _session_of(pid) == leader]


def kill(leader: int) -> None:
    """Kill the remaining processes of a session with SIGKILL. Only for sessions that the benchmark created."""
    for pid in members(leader):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _all_pids() -> list[int]:
    pids = [path.name for path in Path("/proc").glob("[0-9]*")]  # slim containers have no ps
    if not pids:
        pids = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=True).stdout.split()
    return [int(pid) for pid in pids]


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None
