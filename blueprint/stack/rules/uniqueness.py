"""Finds values that only one tenant may have: names, e-mail addresses, domains, identity providers, adopted ids.

The files' plain data is compared, so that a duplicate is found even if something else in a file is invalid. The server
checks little of this: it accepts two companies with one name, and a domain of two tenants sends users to either. An
e-mail address of one tenant under a domain of another is fine, because the exact address wins.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from blueprint.settings.checking.problems import Problem, shown
from blueprint.settings.words.names import parse_domain, parse_email, parse_name

Parse = Callable[[str], str | None]


@dataclass(frozen=True)
class UniqueName:
    """A value that one tenant's file claims; `what` and `value` together may occur in one file only."""

    what: str
    value: str
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
    found = f"{shown(claim.value, '')}, which {holder.file} has too ({holder.path})"
    return Problem(claim.file, claim.path, found, f"{claim.what} that no other tenant has")


def claims(file: str, data: Mapping[str, object]) -> Iterator[UniqueName]:
    """List what a file claims for its tenant, in normal form, without malformed values."""
    values = (
        *_each("a name", _name, data, ("name",)),
        *_each("an e-mail address", parse_email, data, ("admin", "email")),
        *_each("an e-mail address", parse_email, data, ("login", "users")),
        *_each("an e-mail address", parse_email, data, ("login", "admins")),
        *_each("a domain", parse_domain, data, ("login", "domains")),
        *_each("an external tenant", str.strip, data, ("login", "sso", "tenant")),
        *_each("an identity provider", str.strip, data, ("login", "sso", "provider", "id")),
        *_each("a company", str.strip, data, ("adopt",)),
        *_each("a user", str.strip, data, ("admin", "adopt")),
    )
    return (UniqueName(what, value, file, path) for what, value, path in values)


def _each(what: str, parse: Parse, data: Mapping[str, object], keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for path, text in _texts(data.get(keys[0]), keys):
        value = parse(text)
        if value:
            yield what, value, path


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
    return None if name is None else " ".join(unicodedata.normalize("NFKC", name).casefold().split())
