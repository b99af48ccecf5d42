"""Queues and their task entries in the store. The calls on them are in `queues`."""

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
    """Store a queue and return its id. Raises 400/800 and 400/801.

    A name is stripped, has at least 3 characters and is unique in its company; letter case counts.
    """
    queue, name, moment = new_id(), checked_name(name), now()
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


def checked_name(name: str) -> str:
    """The stripped name. Raises 400/800 below 3 characters."""
    name = name.strip()
    if len(name) < 3:
        raise errors.DATA_VALIDATION(name="String value is too short")
    return name


def find(call: Call, queue: str) -> sqlite3.Row:
    """Raise 400/701 for an unknown queue and for a queue of another company."""
    company = call.identity.company
    row = call.store.one("SELECT * FROM queues WHERE id = ? AND company = ?", queue, company)
    if row is None:
        raise errors.INVALID_QUEUE_ID(id=queue, company=company)
    return row


def put_task(store: Store, queue: str, task: str) -> None:
    """Append a task entry. The simulator has no tasks, so any id will do."""
    place = store.count("SELECT coalesce(max(place), 0) + 1 FROM queue_entries WHERE queue = ?", queue)
    store.insert("queue_entries", queue=queue, task=task, added=now(), place=place)
    store.change("queues", queue, last_update=now())


def tasks_of(store: Store, queue: str) -> list[str]:
    """The ids of the queue's tasks, the next one first."""
    rows = store.all("SELECT task FROM queue_entries WHERE queue = ? ORDER BY place", queue)
    return [row["task"] for row in rows]


def document(call: Call, row: sqlite3.Row, most: int | None = None) -> Json:
    """A queue as the API shows it. `most` limits the entries, from the end if it is negative."""
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
