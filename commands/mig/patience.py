"""Waits for something in the cluster, and tells on stderr that it does: nobody should wonder at a silent program."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

POLL_SECONDS = 2.0
TELL_SECONDS = 15.0


def wait(done: Callable[[], bool], seconds: float, what: str) -> bool:
    """Look until it is done or the time is up; whether it was done. `what` is the line that is told on the way."""
    started = told = time.monotonic()
    while not done():
        now = time.monotonic()
        if now - started >= seconds:
            return False
        if now - told >= TELL_SECONDS:
            told = now
            print(f"{what} ({now - started:.0f} s of {seconds:.0f} s)", file=sys.stderr, flush=True)
        time.sleep(POLL_SECONDS)
    return True
