"""Estimates how long builds take on this machine, from the processor time that was measured for each program."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Mapping

from sandbox.toolchain.gotool import GoTool

MOST_CORES = 4  # linking uses one core, so more than this many shorten little
MOST_PACE = 2.0  # the estimate is stretched to at most this many times the measured one
BUSY = 0.8  # share of the cores' time that builds use; measured: 391 s of processor time in 252 s on two cores
LEAST_SHARE = 0.1  # of a program's time, that is assumed to be left until it is finished


def cores() -> int:
    """Return the number of cores that this process may use, at most MOST_CORES."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_CORES)


def duration(seconds: float) -> str:
    """Return a time as people read it: `under a minute`, `up to 12 minutes`."""
    return "under a minute" if seconds <= 60 else f"up to {math.ceil(seconds / 60)} minutes"


def build_seconds(tools: Iterable[GoTool]) -> float:
    """Return how long the builds take on this machine if Go's build cache is empty."""
    return sum(tool.processor_seconds for tool in tools) / _speed()


class Tally:
    """What is finished of a set of builds, and how long the rest will take."""

    def __init__(self, tools: Iterable[GoTool], clock: Callable[[], float] = time.monotonic) -> None:
        self._open = {tool.name: tool.processor_seconds for tool in tools}
        self._count = len(self._open)
        self._done = 0
        self._clock = clock
        self._started = clock()

    def finish(self, tool: GoTool) -> None:
        """Count a program as finished."""
        self._done += self._open.pop(tool.name)

    def line(self, ages: Mapping[str, float]) -> str:
        """Return, as in `3 of 8 programs finished, up to 4 minutes left`; `ages`: name of each build → its seconds."""
        finished = f"{self._count - len(self._open)} of {self._count} programs finished"
        return f"{finished}, {duration(self.seconds_left(ages))} left" if self._open else finished

    def seconds_left(self, ages: Mapping[str, float]) -> float:
        """Return the estimate in seconds; a machine slower than the measured one stretches it."""
        share = _speed() / max(1, len(ages))
        credited = {name: min(age * share, self._open[name] * (1 - LEAST_SHARE)) for name, age in ages.items()}
        achieved = self._done + sum(credited.values())
        spent = (self._clock() - self._started) * _speed()
        pace = min(MOST_PACE, max(1.0, spent / achieved)) if achieved else 1.0
        return (sum(self._open.values()) - sum(credited.values())) * pace / _speed()


def _speed() -> float:
    # Seconds of processor time that builds get per second.
    return cores() * BUSY
