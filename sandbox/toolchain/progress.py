"""How set-up speaks: one line a step with elapsed seconds, one line for what is missing. It must not run anything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class SetupError(Exception):
    """What is missing and what to do, in one line; shown to the user as it is."""


class Step:
    """One step of the set-up under way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.result = "done"
        self._started = time.monotonic()

    def say(self, text: str) -> None:
        """Print a line about what is going on now, with the seconds since the step began."""
        print(f"{self.name:<9} {text:<70} {time.monotonic() - self._started:6.1f} s", flush=True)


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Time a step and print its result at the end; after a SetupError only the error is printed, by the caller."""
    current = Step(name)
    yield current
    current.say(current.result)
