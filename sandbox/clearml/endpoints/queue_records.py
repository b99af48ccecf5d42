"""Queues in the store: adding, finding and showing one. The calls on them are in `queues`."""

import sqlite3

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, new_id, now
from sandbox.clearml.protocol.versions import Version
from sandbox.clearml.store import Store, dump, load

FIELDS = (
    "id",
    "name",
    "display_name",
    "company",
    "created",
    "tags",
    "system_tags",
    "entries",
    "last_update",
    "metadata",
)
_METADATA_SINCE = Version("2.16")


def add(
    store: Store,
    company: str,
    name: str,
    *,
    display_name: str | None = None,
    tags: list[str] | None = None,
    system_tags: list[str] | None = None,
    metadata: Json | None = None,
) -> str:
    """Store a queue. Names are stripped, at least 3 characters long, unique per company, case-sensitively."""
    queue, name, moment = new_id(), name.strip(), now()
    if len(name) < 3:
        raise errors.DATA_VALIDATION(name="String value is too short")
    try:
        store.insert(
            "queues",
            id=queue,
            company=company,
            name=name,
            display_name=display_name,
            created=moment,
            tags=dump(sorted(tags or [])),
            system_tags=dump(sorted(system_tags or [])),
            last_update=moment,
            metadata=dump(metadata or {}),
        )
    except sqlite3.IntegrityError:
        raise errors.NOT_UNIQUE(name=name, company=company) from None
    return queue


def find(call: Call, queue: str) -> sqlite3.Row:
    """Raise 400/701 for an unknown queue or another company's."""
    company = call.identity.company
    row = call.store.one("SELECT * FROM queues WHERE id = ? AND company = ?", queue, company)
    if row is None:
        raise errors.INVALID_QUEUE_ID(id=queue, company=company)
    return row


def document(call: Call, row: sqlite3.Row, most: int | None = None) -> Json:
    """A queue as the API shows it. `most` limits the entries, from the end when negative."""
    entries = call.store.all("SELECT task, added FROM queue_entries WHERE queue = ? ORDER BY place", row["id"])
    if most:
        entries = entries[:most] if most > 0 else entries[most:]
    shown: Json = {field: row[field] for field in FIELDS if field != "entries" and row[field] is not None}
    shown |= {key: load(row[key]) for key in ("tags", "system_tags", "metadata")}
    shown |= {key: iso(row[key]) for key in ("created", "last_update")}
    if not _METADATA_SINCE.older_than(call.requested):
        shown["metadata"] = []
    shown["entries"] = [{"task": entry["task"], "added": iso(entry["added"])} for entry in entries]
    return {field: shown[field] for field in FIELDS if field in shown}
