"""users.get_preferences and set_preferences: a free JSON object per person, changed by dotted paths."""

import copy
import json
from typing import Any

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import Endpoint
from sandbox.clearml.protocol.fields import Object
from sandbox.clearml.protocol.validation import Request


def show(call: Call) -> Json:
    return {"preferences": _current(call)}


def change(call: Call) -> Json:
    changes = call.values.object("preferences")
    _check_keys(changes)
    before = _current(call)
    after = copy.deepcopy(before)
    for path, value in changes.items():
        _put(after, path, value)
    if after == before:
        return {"updated": 0, "fields": {}}
    updated = call.store.run(
        "UPDATE users SET preferences = ? WHERE id = ? AND company = ?",
        json.dumps(after),
        call.identity.user,
        call.identity.company,
    )
    return {"updated": updated, "fields": {"preferences": after} if updated else {}}


def _current(call: Call) -> Json:
    query = {"id": call.identity.user}
    if call.identity.role != "system":
        query["company"] = call.identity.company
    row = call.store.one("SELECT company, preferences FROM users WHERE id = ?", query["id"])
    if row is None or row["company"] != query.get("company", row["company"]):
        raise errors.INVALID_USER_ID(**query)
    found: Json = json.loads(row["preferences"]) if row["preferences"] else {}
    return found


def _check_keys(value: Any, *, top: bool = True) -> None:
    if isinstance(value, list):
        for item in value:
            _check_keys(item, top=False)
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.startswith("$") or (not top and "." in key):
                raise errors.FIELD_VALUE(f"Key {key} is invalid. Keys cannot start with '$' or contain '.'.")
            _check_keys(inner, top=False)


def _put(target: Json, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    node: Any = target
    for parent in parents:
        node = node.setdefault(parent, {}) if isinstance(node, dict) else None
    if not isinstance(node, dict):
        raise errors.BAD_PREFERENCES(key=path, value=value)
    node[last] = value


ENDPOINTS = (
    Endpoint(name="users.get_preferences", run=show),
    Endpoint(name="users.set_preferences", run=change, request=Request(Object("preferences", required=True))),
)
