"""Prints the progress of the set-up: one line per step with elapsed seconds, and one line for a failure."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class SetupError(Exception):
    """What is missing and what to do, in one line that is shown to the user unchanged."""


class Step:
    """One step of the set-up under way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.result = "done"
        self._started = time.monotonic()

    def report(self, text: str) -> None:
        """Print a line about the current work, with the seconds since the step began."""
        print(f"{self.name:<9} {text:<90} {time.monotonic() - self._started:6.1f} s", flush=True)


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Time a step and print its result at the end; after a SetupError the caller prints the error alone."""
    current = Step(name)
    yield current
    current.report(current.result)
