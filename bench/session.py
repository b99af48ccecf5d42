"""The processes of a session: what a command started, however deep. Linux and macOS."""

import os
import signal
import subprocess
from pathlib import Path


def members(leader: int) -> list[int]:
    """Process ids of the session that `leader` leads. Pulumi's plugins have own process groups, but no own sessions."""
    return [pid for pid in _all_pids() if _session_of(pid) == leader]


def kill(leader: int) -> None:
    """Kill -9 whatever is left of a session; only for sessions that we made."""
    for pid in members(leader):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _all_pids() -> list[int]:
    listed = [path.name for path in Path("/proc").glob("[0-9]*")]  # slim containers have no ps
    if not listed:
        listed = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=True).stdout.split()
    return [int(pid) for pid in listed]


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None
