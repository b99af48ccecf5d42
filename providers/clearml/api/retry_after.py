"""Parses the Retry-After header (RFC 9110 section 10.2.3): a number of seconds or a date."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


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
