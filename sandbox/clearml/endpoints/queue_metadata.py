"""queues.add_or_update_metadata and delete_metadata. create and update write the metadata whole."""

from sandbox.clearml.endpoints import queue_records
from sandbox.clearml.endpoints.metadata_items import ItemList
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import Endpoint
from sandbox.clearml.protocol.fields import Flag, Names, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import dump, load


def add_or_update(call: Call) -> Json:
    row = queue_records.find(call, call.values.text("queue"))
    items = {item["key"]: item for item in call.data.get("metadata") or []}
    kept = {} if call.values.flag("replace_metadata") else load(row["metadata"])
    return _write(call, row["id"], kept | items)


def delete(call: Call) -> Json:
    row = queue_records.find(call, call.values.text("queue"))
    gone = call.values.names("keys")
    return _write(call, row["id"], {key: item for key, item in load(row["metadata"]).items() if key not in gone})


def _write(call: Call, queue: str, metadata: Json) -> Json:
    return {"updated": call.store.change("queues", queue, metadata=dump(metadata))}


ENDPOINTS = (
    Endpoint(
        name="queues.add_or_update_metadata",
        run=add_or_update,
        version="2.13",
        request=Request(TextField("queue", required=True), ItemList("metadata"), Flag("replace_metadata")),
    ),
    Endpoint(
        name="queues.delete_metadata",
        run=delete,
        version="2.13",
        request=Request(TextField("queue", required=True), Names("keys", at_least=1)),
    ),
)
