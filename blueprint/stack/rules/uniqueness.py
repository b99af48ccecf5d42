"""Finds values that only one tenant may have: names, e-mail addresses, domains, identity providers, adopted ids.

The files' plain data is compared, so that a duplicate is found even if something else in a file is invalid. The server
checks little of this: it accepts two companies with one name, and a domain of two tenants sends users to either. An
e-mail address of one tenant under a domain of another is fine, because the exact address wins.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from blueprint.catalog.lookalikes import appearance, domain_appearance
from blueprint.settings.checking.problems import OtherOwner, Problem, shown
from blueprint.settings.words.names import parse_domain, parse_email, parse_name

Parse = Callable[[str], str | None]


@dataclass(frozen=True)
class UniqueName:
    """A value that one tenant's file claims; `what` and `value` together may occur in one file only."""

    what: str
    value: str
    """In normal form."""
    text: str
    """As in the file."""
    file: str
    path: str


def duplicates(files: Mapping[str, Mapping[str, object]]) -> Iterator[Problem]:
    """Compare all files (name: plain data) in one pass; a duplicate names both files, once per file."""
    first: dict[tuple[str, str], UniqueName] = {}
    reported: set[tuple[str, str, str]] = set()
    for file, data in sorted(files.items()):
        for claim in claims(file, data):
            holder = first.setdefault((claim.what, claim.value), claim)
            if holder.file != file and (claim.what, claim.value, file) not in reported:
                reported.add((claim.what, claim.value, file))
                yield _duplicate(claim, holder)


def _duplicate(claim: UniqueName, holder: UniqueName) -> Problem:
    expected = f"{claim.what} that no other tenant has"
    return Problem(claim.file, claim.path, shown(claim.text, ""), expected, OtherOwner(holder.file, holder.path))


def claims(file: str, data: Mapping[str, object]) -> Iterator[UniqueName]:
    """List what a file claims for its tenant, in normal form, without malformed values."""
    for what, parse, keys in _UNIQUE:
        for path, text in _texts(data.get(keys[0]), keys):
            value = parse(text)
            if value:
                yield UniqueName(what, value, text, file, path)


def _texts(data: object, keys: Sequence[str]) -> Iterable[tuple[str, str]]:
    """List path and text of each text at `keys`; `data` is the value of the first key."""
    for key in keys[1:]:
        data = data.get(key) if isinstance(data, Mapping) else None
    path = ".".join(keys)
    if isinstance(data, list):
        return [(f"{path}[{index}]", item) for index, item in enumerate(data) if isinstance(item, str)]
    return [(path, data)] if isinstance(data, str) else []


def _name(value: str) -> str | None:
    """Normalize a name: names that look the same count as one, and the server's own look-up ignores case too."""
    name = parse_name(value)
    return None if name is None else appearance(name)


def _domain(value: str) -> str | None:
    """Normalize a domain: its users would take one that looks the same for their own."""
    domain = parse_domain(value)
    return None if domain is None else domain_appearance(domain)


_UNIQUE: Final[tuple[tuple[str, Parse, tuple[str, ...]], ...]] = (
    ("a name", _name, ("name",)),
    ("an e-mail address", parse_email, ("admin", "email")),
    ("an e-mail address", parse_email, ("login", "users")),
    ("an e-mail address", parse_email, ("login", "admins")),
    ("a domain", _domain, ("login", "domains")),
    ("an external tenant", str.strip, ("login", "sso", "tenant")),
    ("an identity provider", str.strip, ("login", "sso", "provider", "id")),
    ("a company", str.strip, ("adopt",)),
    ("a user", str.strip, ("admin", "adopt")),
)
"""What is unique, its normal form, and where a tenant's file has it."""
