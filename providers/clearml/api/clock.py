"""Tells the time by the server's clock, which decides when a key pair ends, from the Date header of its answers.

The clock of this machine can be wrong by days without notice. Every HTTP server sends the header (RFC 9110 section
6.6.1), and so does every proxy in front of one.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

TOLERANCE = timedelta(minutes=5)
"""Largest difference between two clocks that needs no mention: the header has whole seconds, and answers take time."""


class ServerClock:
    """The difference between the server's clock and this machine's, from the newest answer with a date."""

    def __init__(self) -> None:
        self.ahead: timedelta | None = None
        """By how much the server's clock is ahead of this machine's; None before the first answer with a date."""

    def note(self, date: str | None, local: datetime | None = None) -> None:
        """Compare the Date header of an answer that arrived at `local`; ignores an absent or invalid one."""
        moment = parse_date(date)
        if moment is not None:
            self.ahead = moment - (local or datetime.now(UTC))

    @property
    def differs(self) -> bool:
        """Whether one of the two clocks is wrong."""
        return self.ahead is not None and abs(self.ahead) > TOLERANCE

    def now(self) -> datetime:
        """The server's time, or this machine's if no answer had a date."""
        return datetime.now(UTC) + (self.ahead or timedelta())


def parse_date(header: str | None) -> datetime | None:
    """The time in a Date header; None if it is absent or invalid."""
    try:
        return None if header is None else utc(parsedate_to_datetime(header))
    except ValueError:
        return None


def utc(moment: datetime) -> datetime:
    """The same moment with an offset: dates without one, such as `last_used`, are in UTC (RUN)."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
