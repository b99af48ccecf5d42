"""Compares the key pairs that a server lists for the users of a stack's tenants with those in the stack's state."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from fleet.stack.state import StackState
from providers.clearml.api.client import Client
from providers.clearml.api.clock import utc
from providers.clearml.api.connection import Connection
from providers.clearml.api.errors import NotFound
from providers.clearml.api.member import Member
from providers.clearml.api.models import KeyRecord
from providers.clearml.api.probe import clock_of
from providers.clearml.credentials import CredentialsState
from providers.clearml.keys.key_pairs import find, fingerprint, purpose_of

CALLS = 8
"""Number of users that are asked about at the same time."""
GENERATION = re.compile(r":g(?P<number>\d+)(:\d+d)?$")


@dataclass(frozen=True, kw_only=True)
class KeyRow:
    """One key pair. `owner` is the user it belongs to, `used_by` the program that used it last.

    `status` is `current`, `old until <date>`, `replaced`, `unknown` (labelled by this stack, but not in its state),
    `missing` (in the state, but not on the server), or `other` (not of this stack).
    """

    tenant: str
    purpose: str
    generation: int | None
    owner: str
    status: str
    created: datetime | None = None
    ends: datetime | None = None
    last_used: datetime | None = None
    used_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Owner:
    """A user of a tenant, with its key pairs in the state. `prefix` is that of this stack's labels for the tenant."""

    tenant: str
    name: str
    member: Member
    prefix: str
    pairs: tuple[CredentialsState, ...]


def key_rows(state: StackState, tenant: str | None = None) -> tuple[tuple[KeyRow, ...], datetime]:
    """All key pairs of the tenants' admins and service users, by tenant, and the server's time.

    Raises ClearMLError if the server cannot be asked.
    """
    connection = Connection.of(state.connection)
    now = clock_of(connection).now()  # one attempt, so that a server that is down is reported at once
    owners = [owner for owner in owners_of(state) if tenant in (None, owner.tenant)]
    with closing(Client(connection)) as client, ThreadPoolExecutor(CALLS) as pool:
        rows = [
            row for rows in pool.map(lambda owner: list(_rows(owner, _keys(client, owner))), owners) for row in rows
        ]
    return tuple(sorted(rows, key=lambda row: (row.tenant, row.owner, row.purpose, row.status))), now


def owners_of(state: StackState) -> Iterator[Owner]:
    """The admins and service users in the state."""
    pairs = [CredentialsState.model_validate(outputs) for _, outputs in state.nouns("Credentials")]
    prefixes = {outputs["tenant"]: outputs["label"] for _, outputs in state.nouns("Company")}
    for id_, outputs in (*state.nouns("User"), *state.nouns("ServiceUser")):
        company = outputs["company"] if "company" in outputs else outputs["member"]["company"]
        yield Owner(
            tenant=outputs["tenant"],
            name=outputs.get("email") or outputs["name"],
            member=Member(user=id_, company=company),
            prefix=prefixes.get(outputs["tenant"], ""),
            pairs=tuple(pair for pair in pairs if pair.member.user == id_),
        )


def _keys(client: Client, owner: Owner) -> tuple[KeyRecord, ...]:
    try:
        return client.get_credentials(owner.member)
    except NotFound:
        return ()


def _rows(owner: Owner, keys: tuple[KeyRecord, ...]) -> Iterator[KeyRow]:
    for pair in owner.pairs:
        if find(keys, pair.pair.access_key) is None:
            absent = KeyRecord(access_key="", created=pair.created, expire=pair.pair.expire)
            yield _row(owner, "missing", pair.label, absent)
    for key in keys:
        yield _row(owner, *_status(owner, key), key)


def _status(owner: Owner, key: KeyRecord) -> tuple[str, str]:
    """The status of a key pair that the server lists, and its label in the state or on the server."""
    print_, label = fingerprint(key.access_key), key.label or ""
    for pair in owner.pairs:
        if pair.pair.access_key == key.access_key:
            return "current", pair.label
        for old in pair.retiring:
            if old.key == print_:
                return f"old until {old.until:%Y-%m-%d}", old.label
        if print_ in pair.replaces:
            return "replaced", label
    return ("unknown" if owner.prefix and label.startswith(owner.prefix) else "other"), label


def _row(owner: Owner, status: str, label: str, key: KeyRecord) -> KeyRow:
    is_own = bool(owner.prefix) and label.startswith(owner.prefix)
    generation = GENERATION.search(label) if is_own else None
    return KeyRow(
        tenant=owner.tenant,
        purpose=purpose_of(label).removeprefix(owner.prefix) if is_own else label,
        generation=None if generation is None else int(generation["number"]),
        owner=owner.name,
        status=status,
        created=key.created and utc(key.created),
        ends=key.expire and utc(key.expire),
        last_used=key.last_used and utc(key.last_used),
        used_by=key.last_used_from,
    )
