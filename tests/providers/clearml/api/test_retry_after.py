"""The Retry-After header in both of its forms."""

from datetime import UTC, datetime

import pytest

from providers.clearml.api.retry_after import seconds

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("3", 3.0),
        ("Sun, 01 Mar 2026 12:00:09 GMT", 9.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-1", None),
        ("\u00b2", None),
        ("", None),
        (None, None),
    ],
)
def test_seconds(header: str | None, expected: float | None) -> None:
    assert seconds(header, NOON) == expected
