"""Converts the simulator's call log of one `pulumi up` into calls that can be replayed on another server.

Ids of companies and users differ between servers, so they become placeholders. Endpoint, body, impersonation header
and order are kept.
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
"""Placeholders, which are the keys of Ids."""
HEADERS = {"impersonate_as": "X-Clearml-Impersonate-As", "act_as": "X-Clearml-Act-As"}

Ids = Mapping[str, str]
"""Id on the target server by placeholder."""
_Owners = Mapping[str, tuple[str, str]]
"""Slug of the tenant and placeholder by id on the recorded server."""
_ID = re.compile(r"\b[0-9a-f]{32}\b")


@dataclass(frozen=True)
class ApiCall:
    """One call. `body` is JSON with placeholders; `header` impersonates the tenant's admin, None is the root user."""

    endpoint: str
    body: str
    header: str | None


@dataclass(frozen=True)
class Chain:
    """A tenant's calls: `head` in sequence (company, then user), then `rest` in any order."""

    head: tuple[ApiCall, ...]
    rest: tuple[ApiCall, ...]


@dataclass(frozen=True)
class Recording:
    """All calls; `before` are those without a tenant, such as server.info."""

    before: tuple[ApiCall, ...]
    chains: tuple[Chain, ...]

    @property
    def calls(self) -> int:
        """Number of calls."""
        return len(self.before) + sum(len(chain.head) + len(chain.rest) for chain in self.chains)


def record(calls: Iterable[Mapping[str, Any]], state: Mapping[str, Any]) -> Recording:
    """Group the calls by tenant; `state` maps ids to tenants. Raises BenchError for a failed call."""
    owners = _owners(state)
    before: list[ApiCall] = []
    calls_by_slug: dict[str, list[ApiCall]] = {}
    for call in calls:
        if call["status"] != 200:
            raise BenchError(f"{call['endpoint']} answered {call['status']}: the run cannot be replayed")
        slug = _slug(call, owners)
        (before if slug is None else calls_by_slug.setdefault(slug, [])).append(_api_call(call, owners))
    return Recording(tuple(before), tuple(_chain(slug, chain) for slug, chain in calls_by_slug.items()))


def _owners(state: Mapping[str, Any]) -> _Owners:
    companies = {row["id"]: row["name"] for row in state["companies"] if SLUG.fullmatch(row["name"])}
    users = {row["id"]: companies[row["company"]] for row in state["users"] if row["company"] in companies}
    placeholders = {id_: (slug, COMPANY) for id_, slug in companies.items()}
    return placeholders | {id_: (slug, USER) for id_, slug in users.items()}


def _slug(call: Mapping[str, Any], owners: _Owners) -> str | None:
    """The tenant of a call: by the user it acts for, or by an id or slug in its body."""
    text = json.dumps(call["body"])
    for id_ in (call["user"], *_ID.findall(text)):
        if id_ in owners:
            return owners[id_][0]
    match = SLUG.search(text)
    return match[0] if match else None


def _api_call(call: Mapping[str, Any], owners: _Owners) -> ApiCall:
    body = _ID.sub(lambda match: owners[match[0]][1] if match[0] in owners else match[0], json.dumps(call["body"]))
    return ApiCall(call["endpoint"], body, HEADERS.get(call["impersonation"]))


def _chain(slug: str, calls: list[ApiCall]) -> Chain:
    endpoints = [call.endpoint for call in calls]
    if endpoints.count(CREATE_COMPANY) != 1 or endpoints.count(CREATE_USER) != 1:
        raise BenchError(f"{slug}: expected one {CREATE_COMPANY} and one {CREATE_USER} among {', '.join(endpoints)}")
    cut = endpoints.index(CREATE_USER) + 1
    return Chain(tuple(calls[:cut]), tuple(calls[cut:]))
