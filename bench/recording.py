"""The API calls that an `up` made, from the simulator's call log, in a form that another server can be sent.

Ids of companies and users differ from server to server, so they become placeholders. Only endpoint, body, header and
order are kept.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.process import BenchError
from bench.tenant import SLUG

CREATE_COMPANY, CREATE_USER = "system.create_company", "auth.create_user"
COMPANY, USER = "<company>", "<user>"
"""Placeholders, and the names under which Ids knows them."""
HEADERS = {"impersonate_as": "X-Clearml-Impersonate-As", "act_as": "X-Clearml-Act-As"}

Ids = Mapping[str, str]
"""Placeholder → id on the server at hand."""
_Owners = Mapping[str, tuple[str, str]]
"""Id on the recorded server → slug of its tenant, and its placeholder."""
_ID = re.compile(r"\b[0-9a-f]{32}\b")


@dataclass(frozen=True)
class Step:
    """One call. `body` is JSON text with placeholders; `header` makes the call for the tenant's admin, None for us."""

    endpoint: str
    body: str
    header: str | None


@dataclass(frozen=True)
class Chain:
    """A tenant's calls: `head` one after the other (company, then user), then `rest`, each on its own."""

    head: tuple[Step, ...]
    rest: tuple[Step, ...]


@dataclass(frozen=True)
class Recording:
    """All calls; `before` are those for no tenant, such as server.info."""

    before: tuple[Step, ...]
    chains: tuple[Chain, ...]

    @property
    def calls(self) -> int:
        return len(self.before) + sum(len(chain.head) + len(chain.rest) for chain in self.chains)


def record(calls: Iterable[Mapping[str, Any]], state: Mapping[str, Any]) -> Recording:
    """Sort the calls by tenant; `state` tells whose the ids are. Raises BenchError for a call that failed."""
    owners = _owners(state)
    before: list[Step] = []
    steps: dict[str, list[Step]] = {}
    for call in calls:
        if call["status"] != 200:
            raise BenchError(f"{call['endpoint']} answered {call['status']}: such a run cannot be replayed")
        slug = _slug(call, owners)
        (before if slug is None else steps.setdefault(slug, [])).append(_step(call, owners))
    return Recording(tuple(before), tuple(_chain(slug, found) for slug, found in steps.items()))


def _owners(state: Mapping[str, Any]) -> _Owners:
    companies = {row["id"]: row["name"] for row in state["companies"] if SLUG.fullmatch(row["name"])}
    users = {row["id"]: companies[row["company"]] for row in state["users"] if row["company"] in companies}
    named = {id_: (slug, COMPANY) for id_, slug in companies.items()}
    return named | {id_: (slug, USER) for id_, slug in users.items()}


def _slug(call: Mapping[str, Any], owners: _Owners) -> str | None:
    """Whose call it is: by the user it was made for, by an id in its body, or by a slug in it."""
    text = json.dumps(call["body"])
    for id_ in (call["user"], *_ID.findall(text)):
        if id_ in owners:
            return owners[id_][0]
    named = SLUG.search(text)
    return named[0] if named else None


def _step(call: Mapping[str, Any], owners: _Owners) -> Step:
    body = _ID.sub(lambda found: owners[found[0]][1] if found[0] in owners else found[0], json.dumps(call["body"]))
    return Step(call["endpoint"], body, HEADERS.get(call["impersonation"]))


def _chain(slug: str, steps: list[Step]) -> Chain:
    endpoints = [step.endpoint for step in steps]
    if endpoints.count(CREATE_COMPANY) != 1 or endpoints.count(CREATE_USER) != 1:
        raise BenchError(f"{slug}: expected one {CREATE_COMPANY} and one {CREATE_USER} among {', '.join(endpoints)}")
    cut = endpoints.index(CREATE_USER) + 1
    return Chain(tuple(steps[:cut]), tuple(steps[cut:]))
