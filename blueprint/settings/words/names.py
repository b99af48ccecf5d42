"""Value types of the tenants' settings, with their valid forms: slug, e-mail address, domain, queue name and others."""

import re
from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator

from blueprint.catalog.mail_domains import is_public_suffix
from blueprint.settings.checking.expect import TextExpectation, WholeExpectation, mismatch
from blueprint.settings.words.features import FeatureText

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
SLUG = r"(?=[0-9-]*[a-z])[a-z0-9][a-z0-9-]{0,38}[a-z0-9]"
"""2 to 40 characters, at least one of them a letter: YAML and Kubernetes read a name of digits as a number."""
PURPOSE = r"[a-z][a-z0-9-]{1,38}[a-z0-9]"
LONGEST_NAME = 255
"""Characters of a name. The server publishes no limit; this one keeps names within a line of its pages."""
LONGEST_LINE = 1024
_FULL_NAME = rf"(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])"
DOMAIN = rf"(?=.{{1,253}}$){_FULL_NAME}"
EMAIL = rf"(?=.{{1,254}}$)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_FULL_NAME}"
HEX_ID = r"[0-9a-f]{32}"


def _whole(pattern: str, value: str) -> str | None:
    return value if re.fullmatch(pattern, value) else None


def rewritten(value: str) -> str | None:
    """Return the domain or address that a text contains, in the form of DNS; None if it contains none.

    Recognises https://acme.example/, @acme.example, *.acme.example, Ada <ada@acme.example> and letters outside ASCII.
    """
    text = re.sub(r"^[^<]*<|>$|^\w+://|^mailto:|^@|^\*\.|/.*$", "", value.strip())
    local, at, domain = text.rpartition("@")
    try:
        written = f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return None
    return written if written != value and (parse_email(written) or parse_domain(written)) else None


def parse_email(value: str) -> str | None:
    """Return the address in lower case, because the server compares addresses case-sensitively; None if invalid."""
    return value.lower() if re.fullmatch(EMAIL, value) else None


def parse_domain(value: str) -> str | None:
    """Return the domain in lower case; None for anything but a full domain name in ASCII."""
    return value.lower() if re.fullmatch(DOMAIN, value) else None


def parse_cookie_domain(value: str) -> str | None:
    """Return the domain in lower case, with its leading dot if it has one; None if browsers keep no cookie for it."""
    domain = parse_domain(value.removeprefix("."))
    return value.lower() if domain and not is_public_suffix(domain) else None


def parse_line(value: str, least: int = 1, most: int = LONGEST_LINE) -> str | None:
    """Return the string without surrounding spaces; None if it is too short, too long or not printable on one line."""
    line = value.strip()
    return line if least <= len(line) <= most and line.isprintable() else None


def parse_name(value: str) -> str | None:
    """Return a name of 3 to 255 characters; the server enforces the 3 (system.create_company, queues.create)."""
    return parse_line(value, least=3, most=LONGEST_NAME)


def parse_tag(value: str) -> str | None:
    """Return a tag on one line; None for the prefix `__$`, which the server reserves (queues.create returns 400/16)."""
    line = parse_line(value)
    return None if line is None or line.startswith("__$") else line


Slug = Annotated[
    str,
    TextExpectation(
        "2 to 40 lower-case letters, digits and hyphens with at least one letter, such as acme-research",
        lambda value: _whole(SLUG, value),
        f"^{SLUG}$",
        ("acme",),
    ),
]
Email = Annotated[
    str,
    TextExpectation(
        "an e-mail address such as ada@acme.example", parse_email, f"^{EMAIL}$", ("ada@acme.example",), rewritten
    ),
]
Domain = Annotated[
    str,
    TextExpectation(
        "a full domain name such as acme.example", parse_domain, f"^{DOMAIN}$", ("acme.example",), rewritten
    ),
]
CookieDomain = Annotated[
    str,
    TextExpectation(
        "a domain name such as acme.example or .acme.example, not a public suffix such as co.uk",
        parse_cookie_domain,
        rf"^\.?{DOMAIN}$",
    ),
]
CompanyId = Annotated[
    str,
    TextExpectation(
        "a company ID of 32 hexadecimal digits such as 103ef87e1c40446397c4460d650a3986",
        lambda value: _whole(HEX_ID, value),
        f"^{HEX_ID}$",
    ),
]
UserId = Annotated[
    str,
    TextExpectation(
        "a user ID of 32 hexadecimal digits such as 02505b047fd24091ac90a59f0b665d01",
        lambda value: _whole(HEX_ID, value),
        f"^{HEX_ID}$",
    ),
]
QueueId = Annotated[
    str,
    TextExpectation(
        "a queue ID of 32 hexadecimal digits such as 9c1f2a6b3d4e4f0a8b7c6d5e4f3a2b1c",
        lambda value: _whole(HEX_ID, value),
        f"^{HEX_ID}$",
    ),
]
Line = Annotated[str, TextExpectation("a string on one line, at most 1024 characters", parse_line, r"\S")]
CompanyName = Annotated[
    str,
    TextExpectation("a name of 3 to 255 characters such as Acme Research", parse_name, r"\S.+\S", ("Acme Research",)),
]
QueueName = Annotated[
    str, TextExpectation("a queue name of 3 to 255 characters such as default", parse_name, r"\S.+\S")
]
Tag = Annotated[str, TextExpectation("a tag such as gpu, not starting with __$", parse_tag, r"^(?!__\$).*\S", ("gpu",))]
Purpose = Annotated[
    str,
    TextExpectation(
        "a purpose of 3 to 40 lower-case letters, digits and hyphens such as agent",
        lambda value: _whole(PURPOSE, value),
        f"^{PURPOSE}$",
    ),
]
FeatureName = Annotated[str, FeatureText()]
Count = Annotated[int, WholeExpectation(1)]
Limit = Annotated[int, WholeExpectation(0)]

Item = TypeVar("Item")
Key = TypeVar("Key")
Value = TypeVar("Value")


def empty_list(raw: object) -> object:
    """Treat null, which YAML reads for a key without a value, as the empty list."""
    return () if raw is None else raw


def _sorted_set(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(items)))


def _distinct(raw: object) -> object:
    """Reject keys that differ only in surrounding spaces: they would be merged and one value lost."""
    names = [str(key).strip() for key in raw] if isinstance(raw, Mapping) else []
    for name in names:
        if names.count(name) > 1:
            raise mismatch("each key once", found=f"the key '{name}' twice, with different spaces")
    return {} if raw is None else raw


def _by_key(mapping: Mapping[str, Value]) -> Mapping[str, Value]:
    return dict(sorted(mapping.items()))


SortedSet = Annotated[tuple[Item, ...], BeforeValidator(empty_list), AfterValidator(_sorted_set)]
"""A list in the file whose order and repetitions have no meaning."""

ByKey = Annotated[Mapping[Key, Value], BeforeValidator(_distinct), AfterValidator(_by_key)]
"""A mapping in the file whose order has no meaning."""
