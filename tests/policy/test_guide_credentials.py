"""Published credentials are found wherever they stand, and never shown."""

import base64
import hashlib
from typing import Any

import pytest

from policy.rules import guide_credentials
from policy.rules.guide_credentials import PUBLISHED
from tests.policy.stacks import WORKERS, made

KNOWN = "PublishedPassw0rd"


@pytest.fixture(autouse=True)
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    """A credential of the tests among those that are published."""
    listed = PUBLISHED | {hashlib.sha256(KNOWN.encode()).hexdigest(): "the password of a page"}
    monkeypatch.setattr(guide_credentials, "PUBLISHED", listed)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"values": {"auth": {"password": KNOWN}}}, "values.auth.password"),
        ({"values": {"env": [{"value": f"redis://:{KNOWN}@redis:6379"}]}}, "values.env[0].value"),
        ({"data": {"password": encoded(KNOWN)}}, "data.password"),
        ({"data": {"config": encoded(f"[auth]\npassword = {KNOWN}\n")}}, "data.config"),
        ({"stringData": {"token": "<REGISTRY_TOKEN>"}}, "stringData.token"),
        ({"data": {"token": encoded("<allegroaienterprise_DockerHub_TOKEN>")}}, "data.token"),
    ],
)
def test_a_published_credential_is_named_by_its_place(properties: dict[str, Any], path: str) -> None:
    [line] = guide_credentials.guide_credentials(made("kubernetes:core/v1:Secret", "acme/redis", properties, WORKERS))
    assert line.startswith(f"Secret acme/redis: {path} holds ")
    assert KNOWN not in line


@pytest.mark.parametrize(
    "text", ["", "python:3.9", KNOWN.lower(), f"x{KNOWN}", "<html>", encoded("own password"), "=="]
)
def test_anything_else_passes(text: str) -> None:
    assert list(guide_credentials.guide_credentials(made("t:i:Secret", "a", {"data": {"a": text, "b": 1}}))) == []


def test_the_list_holds_hashes_with_a_source() -> None:
    assert all(len(digest) == 64 and int(digest, 16) and source for digest, source in PUBLISHED.items())
