"""Redaction of a server's text before it is shown."""

import base64
import secrets

import pytest

from providers.clearml.api.redaction import MAX_LENGTH, clean

TEMPLATES = [
    "access_key={}",
    "credentials__key={}",
    "Authorization: Basic {}",
    "sent Bearer {} to it",
    "secret_key={}",
    'password: "{}"',
    "got '{}' here",
    "https://h/?token={}&x=1",
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_secret_does_not_survive(template: str) -> None:
    secret = secrets.token_urlsafe(50)
    assert secret not in clean(template.format(secret))


def test_a_short_secret_is_recognised_by_its_name() -> None:
    assert clean("user_secret = hunter2, port 80") == "user_secret = [redacted] port 80"


def test_ids_and_addresses_stay_readable() -> None:
    text = "Invalid object id: company=d1bd92a3b039400cbafc60a7a5b1e52b, email=ada@acme.example"
    assert clean(text) == text


def test_text_is_one_line_and_cut() -> None:
    line = clean("a\n  b\t" + "word " * 200)
    assert line.startswith("a b word")
    assert len(line) == MAX_LENGTH + 1
    assert line.endswith("…")


def test_base64_with_slashes_does_not_survive() -> None:
    encoded = base64.b64encode(b"\xff\xfe?/" * 20).decode()
    assert "/" in encoded
    assert encoded[:12] not in clean(f"got {encoded}, expected another")
