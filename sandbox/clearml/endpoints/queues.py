"""queues.*: the queues of the acting identity's company. Their task entries are in `queue_tasks`."""

import sqlite3
from dataclasses import replace

from sandbox.clearml.endpoints import queue_records
from sandbox.clearml.endpoints.metadata_items import Items
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import Endpoint
from sandbox.clearml.protocol.fields import Flag, Integer, Names, TextField
from sandbox.clearml.protocol.listing import Listing
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import dump, load

_LISTING = Listing("Queue", queue_records.FIELDS, ("tags", "system_tags", "id"), scrolls=True)
HIDDEN_TAG = "k8s-glue"


def create(call: Call) -> Json:
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
    row = queue_records.find(call, call.values.text("queue"))
    return {"queue": queue_records.document(call, row, call.values.number("max_task_entries"))}


def get_all(call: Call) -> Json:
    also: Json = {}
    return {"queues": _LISTING.page(call, _visible(call), also), **also}


def get_all_ex(call: Call) -> Json:
    """Like get_all, but company is an object, workers are told, and only_fields is ignored (SRC)."""
    also: Json = {}
    data = {key: value for key, value in call.data.items() if key not in ("only_fields", "projection")}
    whole = replace(call, data=data | {"only_fields": list(queue_records.FIELDS)})
    queues = _LISTING.page(whole, _visible(call), also)
    for queue in queues:
        queue["company"] = {"id": queue["company"]}
        queue["entries"] = [entry | {"task": {"id": entry["task"]}} for entry in queue["entries"]]
        queue["workers"] = []
    return {"queues": queues, **also}


def _visible(call: Call) -> list[Json]:
    rows = call.store.all("SELECT * FROM queues WHERE company = ? ORDER BY rowid", call.identity.company)
    most = call.values.number("max_task_entries")
    queues = [queue_records.document(call, row, most) for row in rows]
    if any(call.data.get(key) for key in ("search_hidden", "id", "name")):
        return queues
    return [queue for queue in queues if HIDDEN_TAG not in queue["system_tags"]]


def update(call: Call) -> Json:
    row = queue_records.find(call, call.values.text("queue"))
    changes = _changes(call)
    if not changes:
        return {"fields": {}, "updated": 0}
    stored = dict(changes)
    if "name" in stored:
        stored["name"] = stored["name"].strip()
        if len(stored["name"]) < 3:
            raise errors.DATA_VALIDATION(name="String value is too short")
    for key in ("tags", "system_tags", "metadata"):
        if key in stored:
            stored[key] = dump(sorted(stored[key]) if isinstance(stored[key], list) else stored[key])
    try:
        call.store.change("queues", row["id"], **stored)
    except sqlite3.IntegrityError:
        raise errors.NOT_UNIQUE(name=stored["name"], company=row["company"]) from None
    return {"fields": changes, "updated": 1}


def _changes(call: Call) -> Json:
    """The fields the caller sent, in the model's order. A null string is no change; a null list empties."""
    tags, system_tags = call.values.names("tags"), call.values.names("system_tags")
    _check_tags(tags, system_tags)
    given: Json = {key: call.values.maybe(key) for key in ("name", "display_name") if call.values.sent(key)}
    given |= {key: sorted(value) for key, value in (("tags", tags), ("system_tags", system_tags)) if key in call.data}
    if "metadata" in call.data:
        given["metadata"] = call.values.object("metadata")
    return given


def delete(call: Call) -> Json:
    row = queue_records.find(call, call.values.text("queue"))
    entries = call.store.count("SELECT count(*) FROM queue_entries WHERE queue = ?", row["id"])
    if entries and not call.values.flag("force"):
        raise errors.QUEUE_NOT_EMPTY("use force=true to delete", id=row["id"])
    with call.store.together():
        call.store.run("DELETE FROM queue_entries WHERE queue = ?", row["id"])
        call.store.run("DELETE FROM queues WHERE id = ?", row["id"])
    return {"deleted": 1}


def get_default(call: Call) -> Json:
    """The queue with the *system tag* `default`, whatever its name."""
    rows = call.store.all(
        "SELECT id, name, system_tags FROM queues WHERE company = ? ORDER BY rowid", call.identity.company
    )
    tagged = [row for row in rows if "default" in load(row["system_tags"])]
    if not tagged:
        raise errors.NO_DEFAULT_QUEUE()
    if len(tagged) > 1:
        raise errors.SEVERAL_DEFAULT_QUEUES(queues=[row["id"] for row in tagged])
    return {"id": tagged[0]["id"], "name": tagged[0]["name"]}


_LIST_REQUEST = Request(Integer("max_task_entries"), Flag("search_hidden"))
_DETAILS = (TextField("display_name"), Names("tags"), Names("system_tags"), Items("metadata"))

ENDPOINTS = (
    Endpoint(
        name="queues.create", run=create, version="2.4", request=Request(TextField("name", required=True), *_DETAILS)
    ),
    Endpoint(name="queues.get_all", run=get_all, version="2.4", request=_LIST_REQUEST),
    Endpoint(name="queues.get_all_ex", run=get_all_ex, version="2.4", request=_LIST_REQUEST),
    Endpoint(
        name="queues.get_by_id",
        run=get_by_id,
        version="2.4",
        request=Request(TextField("queue", required=True), Integer("max_task_entries")),
    ),
    Endpoint(
        name="queues.update",
        run=update,
        version="2.4",
        request=Request(TextField("queue", required=True), TextField("name"), *_DETAILS),
    ),
    Endpoint(
        name="queues.delete",
        run=delete,
        version="2.4",
        request=Request(TextField("queue", required=True), Flag("force")),
    ),
    Endpoint(name="queues.get_default", run=get_default, version="2.4"),
)
