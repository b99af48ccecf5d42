"""Runs an engine command while the test acts: starts a server, reads the resources that exist so far."""

import threading
import time
from collections.abc import Callable

from tests.live.platform.site import Site
from tests.live.tenants.run import Run
from tests.live.tenants.stack import kill

SECONDS = 90
POLL_SECONDS = 0.2


class Background:
    """A running command of a site."""

    def __init__(self, site: Site, *argv: str) -> None:
        self._process = site.start(*argv, "--json", PULUMI_ENABLE_STREAMING_JSON_PREVIEW="true")
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def until_printed(self, words: str) -> None:
        """Wait until the command has printed a text; kill it if it never does."""
        self.until(lambda: any(words in line for line in self._lines))

    def until(self, reached: Callable[[], bool]) -> None:
        """Wait until a condition holds while the command runs; kill it if that never happens."""
        deadline = time.monotonic() + SECONDS
        while not reached():
            if time.monotonic() > deadline or not self._reader.is_alive():
                raise AssertionError(f"never came: {self._ended().messages()}")
            time.sleep(POLL_SECONDS)

    def finished(self) -> Run:
        """The finished run."""
        self._reader.join(SECONDS)
        return self._ended()

    def _ended(self) -> Run:
        if self._reader.is_alive():
            kill(self._process)
            self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        return Run(self._process.wait(), "".join(self._lines))

    def _read(self) -> None:
        """Read the output to its end, when the last writing process has ended."""
        assert self._process.stdout is not None
        self._lines.extend(self._process.stdout)
