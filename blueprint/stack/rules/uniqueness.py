"""Owns what only one tenant may have: its name, its people's addresses, its domains, its identity provider.

It reads the files' plain data, so that a clash shows even while something else in a file is wrong. The server itself
checks little of this: two companies of one name are possible, and a domain of two tenants routes people anywhere. It
must not check a value's form. An address of one tenant under a domain of another is fine: the exact address wins.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from blueprint.settings.checking.problems import Problem, shown
from blueprint.settings.words.names import parse_domain, parse_email, parse_name

Parse = Callable[[str], str | None]


@dataclass(frozen=True)
class UniqueName:
    """One thing that a tenant file takes for its tenant; `what` and `value` together may occur in one file only."""

    what: str
    value: str
    file: str
    path: str


def clashes(files: Mapping[str, Mapping[str, object]]) -> Iterator[Problem]:
    """Compare all files (name: plain data) in one pass; each clash names both files and is told once for each file."""
    first: dict[tuple[str, str], UniqueName] = {}
    told: set[tuple[str, str, str]] = set()
    for file, data in sorted(files.items()):
        for claim in claims(file, data):
            holder = first.setdefault((claim.what, claim.value), claim)
            if holder.file != file and (claim.what, claim.value, file) not in told:
                told.add((claim.what, claim.value, file))
                yield _clash(claim, holder)


def _clash(claim: UniqueName, holder: UniqueName) -> Problem:
    found = f"{shown(claim.value, '')}, which {holder.file} has too ({holder.path})"
    return Problem(claim.file, claim.path, found, f"{claim.what} of one tenant only")


def claims(file: str, data: Mapping[str, object]) -> Iterator[UniqueName]:
    """List what a file takes for its tenant, in normal form; values of a wrong form are left out."""
    found = (
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
    return (UniqueName(what, value, file, path) for what, value, path in found)


def _each(what: str, parse: Parse, data: Mapping[str, object], keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for path, text in _texts(data, keys):
        value = parse(text)
        if value:
            yield what, value, path


def _texts(data: object, keys: Sequence[str]) -> Iterable[tuple[str, str]]:
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    path = ".".join(keys)
    if isinstance(data, list):
        return [(f"{path}[{index}]", item) for index, item in enumerate(data) if isinstance(item, str)]
    return [(path, data)] if isinstance(data, str) else []


def _name(value: str) -> str | None:
    """Names that people cannot tell apart count as one; the server's own look-up ignores case too."""
    name = parse_name(value)
    return None if name is None else " ".join(unicodedata.normalize("NFKC", name).casefold().split())
