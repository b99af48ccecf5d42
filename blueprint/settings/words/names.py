"""Owns the words that settings are made of: slug, e-mail address, domain, queue name … each with its expected form.

It must not know where a word is used.
"""

import re
from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator

from blueprint.settings.checking.expect import TextExpectation, WholeExpectation, mismatch
from blueprint.settings.words.features import FeatureText

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
SLUG = r"[a-z][a-z0-9-]{1,38}[a-z0-9]"
_FULL_NAME = rf"(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])"
DOMAIN = rf"(?=.{{1,253}}$){_FULL_NAME}"
EMAIL = rf"(?=.{{1,254}}$)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_FULL_NAME}"
HEX_ID = r"[0-9a-f]{32}"


def _whole(pattern: str, value: str) -> str | None:
    return value if re.fullmatch(pattern, value) else None


def parse_email(value: str) -> str | None:
    """Return the address in lower case: the server compares case-sensitively, people do not."""
    return value.lower() if re.fullmatch(EMAIL, value) else None


def parse_domain(value: str) -> str | None:
    """Return the domain in lower case, or None for anything but a full domain name in ASCII."""
    return value.lower() if re.fullmatch(DOMAIN, value) else None


def parse_cookie_domain(value: str) -> str | None:
    """Like a domain; one leading dot is allowed and kept."""
    return value.lower() if parse_domain(value.removeprefix(".")) else None


def parse_line(value: str, least: int = 1) -> str | None:
    """Return the text without surrounding blanks; None when shorter than `least` or not printable in one line."""
    line = value.strip()
    return line if len(line) >= least and line.isprintable() else None


def parse_name(value: str) -> str | None:
    """The server strips names and refuses fewer than 3 characters (system.create_company, queues.create)."""
    return parse_line(value, least=3)


def parse_tag(value: str) -> str | None:
    """Like a line; the prefix `__$` is the server's own (queues.create answers 400/16)."""
    line = parse_line(value)
    return None if line is None or line.startswith("__$") else line


Slug = Annotated[
    str,
    TextExpectation(
        "3 to 40 lower-case letters, digits and hyphens, starting with a letter, such as acme-research",
        lambda value: _whole(SLUG, value),
        f"^{SLUG}$",
        ("acme",),
    ),
]
Email = Annotated[
    str, TextExpectation("an e-mail address such as ada@acme.example", parse_email, f"^{EMAIL}$", ("ada@acme.example",))
]
Domain = Annotated[
    str, TextExpectation("a full domain name such as acme.example", parse_domain, f"^{DOMAIN}$", ("acme.example",))
]
CookieDomain = Annotated[
    str, TextExpectation("a domain name such as acme.example or .acme.example", parse_cookie_domain, rf"^\.?{DOMAIN}$")
]
CompanyId = Annotated[
    str,
    TextExpectation(
        "a company id of 32 hexadecimal digits such as 103ef87e1c40446397c4460d650a3986",
        lambda value: _whole(HEX_ID, value),
        f"^{HEX_ID}$",
    ),
]
UserId = Annotated[
    str,
    TextExpectation(
        "a user id of 32 hexadecimal digits such as 02505b047fd24091ac90a59f0b665d01",
        lambda value: _whole(HEX_ID, value),
        f"^{HEX_ID}$",
    ),
]
Line = Annotated[str, TextExpectation("a text in one line", parse_line, r"\S")]
CompanyName = Annotated[
    str,
    TextExpectation("a name of at least 3 characters such as Acme Research", parse_name, r"\S.+\S", ("Acme Research",)),
]
QueueName = Annotated[
    str, TextExpectation("a queue name of at least 3 characters such as default", parse_name, r"\S.+\S")
]
Tag = Annotated[str, TextExpectation("a tag such as gpu, not starting with __$", parse_tag, r"^(?!__\$).*\S", ("gpu",))]
Purpose = Annotated[
    str,
    TextExpectation(
        "a purpose of 3 to 40 lower-case letters, digits and hyphens such as agent",
        lambda value: _whole(SLUG, value),
        f"^{SLUG}$",
    ),
]
FeatureName = Annotated[str, FeatureText()]
Count = Annotated[int, WholeExpectation(1)]
Limit = Annotated[int, WholeExpectation(0)]

Item = TypeVar("Item")
Key = TypeVar("Key")
Value = TypeVar("Value")


def empty_list(raw: object) -> object:
    """Nothing means the empty list; YAML reads a key with nothing after it as null."""
    return () if raw is None else raw


def _sorted_set(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(items)))


def _distinct(raw: object) -> object:
    """Two keys that differ in blanks only would become one, and one of the two values would be lost in silence."""
    names = [str(key).strip() for key in raw] if isinstance(raw, Mapping) else []
    for name in names:
        if names.count(name) > 1:
            raise mismatch("each key once", found=f"the key '{name}' twice, with different blanks")
    return {} if raw is None else raw


def _by_key(mapping: Mapping[str, Value]) -> Mapping[str, Value]:
    return dict(sorted(mapping.items()))


SortedSet = Annotated[tuple[Item, ...], BeforeValidator(empty_list), AfterValidator(_sorted_set)]
"""A list in the file, whose order and repetitions mean nothing."""

ByKey = Annotated[Mapping[Key, Value], BeforeValidator(_distinct), AfterValidator(_by_key)]
"""A mapping in the file, whose order means nothing."""
