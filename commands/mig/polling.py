"""Waits for a condition in the cluster and reports progress on stderr, so that a long wait is visible."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

POLL_SECONDS = 2.0
REPORT_SECONDS = 15.0


def wait(done: Callable[[], bool], seconds: float, progress: str) -> bool:
    """Poll `done` until it is true or the time is up; returns whether it was true. `progress` is the line to print."""
    start = last_report = time.monotonic()
    while not done():
        now = time.monotonic()
        if now - start >= seconds:
            return False
        if now - last_report >= REPORT_SECONDS:
            last_report = now
            print(f"{progress} ({now - start:.0f} s of {seconds:.0f} s)", file=sys.stderr, flush=True)
        time.sleep(POLL_SECONDS)
    return True
