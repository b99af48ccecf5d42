"""Strings that the server reads unchanged, verified with the server's own parser."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyhocon import ConfigFactory

from blueprint.settings.words.hocon import survives_hocon

REFUSED = [
    *("", "12345678901234567890123456789012", "010", "1.5", "12e45678901234567890123456789012", "-3", "1."),
    *("true", "True", "false", "null", "true-x", "null-1", "3d", "5s", "10m", "100ms", "2H", "7weeks", "3d_4", "3d-4"),
    *("3mo", "2y", "4months", "30 days", "1 week", "a#b", "p@ss", "$ecret", "${HOME}", "a=b", "a,b", 'a"b', "a b"),
    *(" a", "a\n", "-a", "a\nb", "//a", "é", "\u0661"),
]
KEPT = [
    *("62T8CP7HGBC6647XF9314C2VY67RJO", "d1bd92a3b039400cbafc60a7a5b1e52b", "550e8400-e29b-41d4-a716-446655440000"),
    *("truely", "3days4", "include-x", "1-2", "x-null"),
]
UNITS = [
    "ns",
    "nano",
    "nanoseconds",
    "us",
    "micros",
    "ms",
    "millis",
    "milliseconds",
    "s",
    "m",
    "hour",
    "w",
    "weeks",
    "d",
]
PARTS = st.sampled_from(["true", "False", "null", "include", "-", "_", "1", "07", "e", *UNITS])
TEXTS = st.text("0123456789abcdeuTR_-.+/#@ ", max_size=12) | st.lists(PARTS, max_size=5).map("".join)


@pytest.mark.parametrize("text", REFUSED)
def test_a_string_that_the_server_would_misread_is_refused(text: str) -> None:
    assert not survives_hocon(text)


@pytest.mark.parametrize("text", KEPT)
def test_usual_keys_are_accepted(text: str) -> None:
    assert survives_hocon(text)


@given(TEXTS)
@example("true-x")
@example("3d_4")
def test_every_accepted_string_reaches_the_server_unchanged(text: str) -> None:
    if survives_hocon(text):
        assert ConfigFactory.parse_string(f"x.v: {text}")["x.v"] == text
