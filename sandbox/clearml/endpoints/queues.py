"""queues.*: the queues of the acting identity's company."""

import sqlite3

from sandbox.clearml.endpoints import queue_records
from sandbox.clearml.endpoints.metadata_items import Items
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import Endpoint
from sandbox.clearml.protocol.fields import Flag, Integer, Names, TextField
from sandbox.clearml.protocol.listing import Listing
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import dump, load

_LISTING = Listing(queue_records.FIELDS, ("tags", "system_tags", "id"), scrolls=True)
HIDDEN_TAG = "k8s-glue"


def create(call: Call) -> Json:
    """Store a queue. Raises 400/16, 400/800 and 400/801."""
    tags, system_tags = call.values.names("tags"), call.values.names("system_tags")
    _check_tags(tags, system_tags)
    queue = queue_records.add(
        call.store,
        call.identity.company,
        call.values.text("name"),
        display_name=call.values.maybe("display_name"),
        tags=tags,
        system_tags=system_tags,
        metadata=call.values.object("metadata"),
    )
    return {"id": queue}


def _check_tags(*lists: list[str]) -> None:
    for tags in lists:
        reserved = [tag for tag in tags if tag.startswith("__$")]
        if reserved:
            raise errors.FIELD_VALUE("unsupported tag prefix", values=reserved)


def get_by_id(call: Call) -> Json:
    """One queue with its entries. Raises 400/701."""
    row = queue_records.find(call, call.values.text("queue"))
    return {"queue": queue_records.document(call, row, call.values.number("max_task_entries"))}


def get_all(call: Call) -> Json:
    """Queues by filter, page or scroll."""
    also: Json = {}
    return {"queues": _LISTING.page(call, _visible(call), also), **also}


def _visible(call: Call) -> list[Json]:
    rows = call.store.all("SELECT * FROM queues WHERE company = ? ORDER BY rowid", call.identity.company)
    most = call.values.number("max_task_entries")
    queues = [queue_records.document(call, row, most) for row in rows]
    if any(call.data.get(key) for key in ("search_hidden", "id", "name")):
        return queues
    return [queue for queue in queues if HIDDEN_TAG not in queue["system_tags"]]


def update(call: Call) -> Json:
    """Change the fields that were sent. The answer shows the name as it was sent; the store has it stripped (SRC)."""
    row = queue_records.find(call, call.values.text("queue"))
    changes = _changes(call)
    if not changes:
        return {"fields": {}, "updated": 0}
    stored = {key: dump(value) if isinstance(value, list | dict) else value for key, value in changes.items()}
    if "name" in stored:
        stored["name"] = queue_records.checked_name(changes["name"])
    try:
        call.store.change("queues", row["id"], **stored)
    except sqlite3.IntegrityError:
        raise errors.NOT_UNIQUE(name=stored["name"], company=row["company"]) from None
    return {"fields": changes, "updated": 1}


def _changes(call: Call) -> Json:
    """The fields that were sent, in the model's order. A null string is no change; a null list empties."""
    tags, system_tags = call.values.names("tags"), call.values.names("system_tags")
    _check_tags(tags, system_tags)
    changes: Json = {key: call.values.maybe(key) for key in ("name", "display_name") if call.values.sent(key)}
    changes |= {key: sorted(value) for key, value in (("tags", tags), ("system_tags", system_tags)) if key in call.data}
    if "metadata" in call.data:
        changes["metadata"] = call.values.object("metadata")
    return changes


def delete(call: Call) -> Json:
    """Remove a queue and its entries. Raises 400/701, and 400/702 for a queue with entries unless forced."""
    row = queue_records.find(call, call.values.text("queue"))
    if queue_records.tasks_of(call.store, row["id"]) and not call.values.flag("force"):
        raise errors.QUEUE_NOT_EMPTY("use force=true to delete", id=row["id"])
    with call.store.together():
        call.store.run("DELETE FROM queue_entries WHERE queue = ?", row["id"])
        call.store.run("DELETE FROM queues WHERE id = ?", row["id"])
    return {"deleted": 1}


def get_default(call: Call) -> Json:
    """The queue with the *system tag* `default`, whatever its name. Raises 400/707 and 400/708."""
    rows = call.store.all(
        "SELECT id, name, system_tags FROM queues WHERE company = ? ORDER BY rowid", call.identity.company
    )
    tagged = [row for row in rows if "default" in load(row["system_tags"])]
    if not tagged:
        raise errors.NO_DEFAULT_QUEUE()
    if len(tagged) > 1:
        raise errors.SEVERAL_DEFAULT_QUEUES(queues=[row["id"] for row in tagged])
    return {"id": tagged[0]["id"], "name": tagged[0]["name"]}


def _details(*, required: bool) -> Request:
    """The fields of create, and with `queue` those of update."""
    queue = {} if required else {"queue": TextField(required=True)}
    return Request(
        name=TextField(required=required),
        display_name=TextField(),
        tags=Names(),
        system_tags=Names(),
        metadata=Items(),
        **queue,
    )


ENDPOINTS = (
    Endpoint(name="queues.create", run=create, version="2.4", request=_details(required=True)),
    Endpoint(
        name="queues.get_all",
        run=get_all,
        version="2.4",
        request=Request(max_task_entries=Integer(), search_hidden=Flag()),
    ),
    Endpoint(
        name="queues.get_by_id",
        run=get_by_id,
        version="2.4",
        request=Request(queue=TextField(required=True), max_task_entries=Integer()),
    ),
    Endpoint(name="queues.update", run=update, version="2.4", request=_details(required=False)),
    Endpoint(
        name="queues.delete",
        run=delete,
        version="2.4",
        request=Request(queue=TextField(required=True), force=Flag()),
    ),
    Endpoint(name="queues.get_default", run=get_default, version="2.4"),
)
