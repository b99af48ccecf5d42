"""Reads the peak memory (resident set) of the engine's processes from /proc while a command runs."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

from bench import session

PLUGIN, PROGRAM = "pulumi.dynamic", "pulumi-language-python-exec"
"""Parts of the command lines of plugin and program. The engine is the leader of the session."""
PERIOD = 0.25
"""Seconds between two reads. The kernel keeps the peak of a live process, so a read near its end is enough."""
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class Watch:
    """Watches a session until closed. `peaks` maps roles to bytes, the highest peak of their processes.

    It stays empty on a system without /proc.
    """

    def __init__(self, leader: int) -> None:
        self.peaks: dict[str, int] = {}
        self._leader = leader
        self._done = Event()
        self._thread = Thread(target=self._poll, daemon=True)

    def __enter__(self) -> "Watch":
        if Path("/proc/self/status").exists():
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()

    def _poll(self) -> None:
        while not self._done.wait(PERIOD):
            for role, peak in self._peaks_now():
                self.peaks[role] = max(peak, self.peaks.get(role, 0))

    def _peaks_now(self) -> Iterator[tuple[str, int]]:
        for pid in session.members(self._leader):
            with suppress(OSError):  # the process may end meanwhile
                peak = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
                role = "engine" if pid == self._leader else role_of(Path(f"/proc/{pid}/cmdline").read_bytes())
                if peak and role:
                    yield role, int(peak[1]) * 1024


def role_of(command: bytes) -> str | None:
    """The role of a process with this command line as the kernel stores it, separated by NUL."""
    words = command.decode(errors="replace").split("\0")
    if "-m" in words and PLUGIN in words:
        return "plugin"
    return "program" if any(Path(word).name == PROGRAM for word in words[:3]) else None
