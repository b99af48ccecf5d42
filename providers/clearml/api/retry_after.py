"""Decides how long failed calls are repeated, and parses the Retry-After header (RFC 9110 section 10.2.3)."""

import sys
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock

from tenacity import RetryCallState

from providers.clearml.api.errors import ConnectionRefused

REFUSED_SECONDS = 60.0
"""Seconds for which refused connections are waited out: the length of a rolling update of the API server."""


class RefusalNotice:
    """Prints one line per server and outage, although many calls wait at a time."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._last: float | None = None
        self._lock = Lock()

    def show(self) -> None:
        """Print the line, unless it was printed within the last wait."""
        with self._lock:
            now = time.monotonic()
            if self._last is None or now - self._last > REFUSED_SECONDS:
                self._last = now
                text = f"connection refused: waiting up to {REFUSED_SECONDS:.0f} s, as the server may be restarting"
                print(f"{self._host}: {text}", file=sys.stderr, flush=True)


class Patience:
    """Ends the attempts of one call: after `attempts` failures, or after REFUSED_SECONDS of refused connections.

    A single attempt is for callers that wait themselves, and ends at the first failure of any kind.
    """

    def __init__(self, attempts: int, notice: RefusalNotice) -> None:
        self._attempts = attempts
        self._notice = notice
        self._failures = 0

    def __call__(self, state: RetryCallState) -> bool:
        """Whether to give up. tenacity calls this once per failed attempt."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, ConnectionRefused) and self._attempts > 1:
            self._notice.show()
            return (state.seconds_since_start or 0.0) >= REFUSED_SECONDS
        self._failures += 1
        return self._failures >= self._attempts


def was_refused(error: BaseException | None) -> bool:
    """Whether an error was caused by a refused connection."""
    while error is not None and not isinstance(error, ConnectionRefusedError):
        error = error.__cause__ or error.__context__
    return error is not None


def seconds(header: str | None, now: datetime | None = None) -> float | None:
    """Seconds to wait, never negative; None if the header is absent or invalid."""
    if not header:
        return None
    if header.isascii() and header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
