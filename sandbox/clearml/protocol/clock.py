"""Times and identifiers as the server writes them. Times are stored in milliseconds, as in MongoDB."""

import time
import uuid
from datetime import UTC, datetime
from email.utils import format_datetime


class _Shift:
    """How far the simulator's clock is ahead of the machine's, in milliseconds."""

    milliseconds = 0


def advance(days: float) -> None:
    """Set the clock forward, or back by a negative number."""
    _Shift.milliseconds += int(days * 86_400_000)


def now() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000 + _Shift.milliseconds


def http_date() -> str:
    """The value of the header Date."""
    return format_datetime(datetime.fromtimestamp(now() // 1000, UTC), usegmt=True)


def new_id() -> str:
    """32 lower-case hex digits (uuid4 without dashes)."""
    return uuid.uuid4().hex


def naive_iso(milliseconds: int) -> str:
    """`2026-11-22T01:01:36.445000`: the form of `last_used` in auth.get_credentials, without an offset."""
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC).replace(
        tzinfo=None, microsecond=milliseconds % 1000 * 1000
    )
    return moment.isoformat()


def iso(milliseconds: int) -> str:
    """`2026-11-22T01:01:36.445000+00:00`: every other date of the API."""
    return naive_iso(milliseconds) + "+00:00"
