"""The value types of the settings."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from blueprint.settings.platform.api import parse_host
from blueprint.settings.words.names import (
    CompanyId,
    CompanyName,
    CookieDomain,
    Count,
    Domain,
    Email,
    QueueName,
    Slug,
    Tag,
)

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
DOMAIN = st.builds(lambda label, end: f"{label}.{end}.example", LABEL, LABEL)
EMAIL = st.builds(lambda local, domain: f"{local}@{domain}", st.from_regex(r"[a-z0-9_+-]{1,9}", fullmatch=True), DOMAIN)


@given(EMAIL)
def test_the_case_of_an_address_has_no_meaning(email: str) -> None:
    assert TypeAdapter(Email).validate_python(email.upper()) == TypeAdapter(Email).validate_python(email) == email


@given(DOMAIN)
def test_the_case_of_a_domain_has_no_meaning(domain: str) -> None:
    assert TypeAdapter(Domain).validate_python(domain.upper()) == domain


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Email, "ada"),
        (Email, "ada@@acme.example"),
        (Email, "ada@acme"),
        (Email, " ada@acme.example"),
        (Email, "ada@acme.example\n"),
        (Email, "a..b@acme.example"),
        (Email, "ada@-acme.example"),
        (Email, "ada@acme.example, bob@acme.example"),
        (Email, f"{'a' * 65}@acme.example"),
        (Email, "ada@\u212aelvin.example"),  # the Kelvin sign is `k` in lower case
        (Domain, "@acme.example"),
        (Domain, "*.acme.example"),
        (Domain, "acme"),
        (Domain, "acme.example."),
        (Domain, "127.0.0.1"),
        (Domain, "https://acme.example"),
        (Domain, f"{'a' * 64}.example"),
        (CookieDomain, "..acme.example"),
        (Slug, "Acme"),
        (Slug, "-acme"),
        (Slug, "a"),
        (Slug, "acme-"),
        (Slug, "a" * 41),
        (CompanyId, "103EF87E1C40446397C4460D650A3986"),
        (CompanyId, ""),
        (CompanyName, " ab "),
        (CompanyName, "Acme\nResearch"),
        (QueueName, "   "),
        (Tag, "__$system"),
        (Count, 0),
        (Count, True),
        (Count, 1.0),
        (Count, "1"),
    ],
)
def test_an_invalid_value_is_refused(kind: Any, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value", "normal"),
    [
        (Email, "Ada.O'Neil+ml@Labs.Acme.Example", "ada.o'neil+ml@labs.acme.example"),
        (Domain, "XN--bcher-kva.Example", "xn--bcher-kva.example"),
        (CookieDomain, ".Acme.Example", ".acme.example"),
        (CompanyName, "  Café Acme ", "Café Acme"),
        (QueueName, " a/b $c ", "a/b $c"),
        (Slug, "a1-b", "a1-b"),
        (Count, 1, 1),
    ],
)
def test_a_value_is_normalised(kind: Any, value: object, normal: object) -> None:
    assert TypeAdapter(kind).validate_python(value) == normal


@pytest.mark.parametrize(
    ("host", "normal"),
    [
        ("HTTPS://API.Acme.Example/", "https://api.acme.example"),
        ("https://app.acme.example/api/", "https://app.acme.example/api"),
        ("http://[::1]:8008", "http://[::1]:8008"),
        ("http://127.0.0.1:8008", "http://127.0.0.1:8008"),
    ],
)
def test_a_host_loses_its_trailing_slash(host: str, normal: str) -> None:
    assert parse_host(host) == normal


@pytest.mark.parametrize(
    "host",
    [
        "api.acme.example",
        "ftp://api.acme.example",
        "https://",
        "https://user:pass@api.acme.example",
        "https://api.acme.example?x=1",
        "https://api.acme.example?",
        "https://api.acme.example#x",
        "https://api.acme.example:0",
        "https://api.acme.example:99999",
        "https://api.acme.example/a/../b c",
        "https://api.acme.example\n",
        "https://api..example",
        "https://[::1",
        "https://\u212aelvin.example",
    ],
)
def test_a_host_that_is_not_a_base_url_is_refused(host: str) -> None:
    assert parse_host(host) is None
