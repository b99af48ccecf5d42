"""Peak memory (resident set) of the engine's processes, read from /proc while a command runs; empty elsewhere."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

from bench import session

PLUGIN, PROGRAM = "pulumi.dynamic", "pulumi-language-python-exec"
"""What tells the command lines of the plugin and of the program. The engine is the leader of the session."""
PERIOD = 0.25
"""Seconds between two looks. The kernel keeps the peak of a living process, so a look near its end suffices."""
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class Watch:
    """Looks at a session until closed. `peaks` maps a role to bytes: the highest of its processes."""

    def __init__(self, leader: int) -> None:
        self.peaks: dict[str, int] = {}
        self._leader = leader
        self._done = Event()
        self._thread = Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> "Watch":
        if Path("/proc/self/status").exists():
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look_on(self) -> None:
        while not self._done.wait(PERIOD):
            for role, peak in self._look():
                self.peaks[role] = max(peak, self.peaks.get(role, 0))

    def _look(self) -> Iterator[tuple[str, int]]:
        for pid in session.members(self._leader):
            with suppress(OSError):  # it may end while we look
                found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
                role = "engine" if pid == self._leader else role_of(Path(f"/proc/{pid}/cmdline").read_bytes())
                if found and role:
                    yield role, int(found[1]) * 1024


def role_of(command: bytes) -> str | None:
    """The role of a process by its command line in the kernel's form (words ended by NUL)."""
    words = command.decode(errors="replace").split("\0")
    if "-m" in words and PLUGIN in words:
        return "plugin"
    return "program" if any(Path(word).name == PROGRAM for word in words[:3]) else None
