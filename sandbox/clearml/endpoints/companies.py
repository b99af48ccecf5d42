"""system.create_company, get_companies and company_info. The server calls a tenant a company. Enterprise only (REF)."""

import re
import sqlite3

from sandbox.clearml.endpoints import queue_records
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import new_id, now
from sandbox.clearml.protocol.endpoint import SYSTEM, Endpoint
from sandbox.clearml.protocol.fields import Flag, Object, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import Store, dump, load

APP_QUEUE = "app-agents"


def add(call: Call, name: str, defaults: Json) -> Json:
    """Store a company and its queue for the app agents. Returns `{id, app_queues}`."""
    name = checked_name(call, name)
    company = new_id()
    with call.store.together():
        call.store.insert("companies", id=company, name=name, created=now(), defaults=dump(defaults))
        # INF: that there is one app queue, its name and its tag.
        queue = queue_records.add(call.store, company, APP_QUEUE, system_tags=["application"])
    return {"id": company, "app_queues": [{"id": queue, "name": APP_QUEUE}]}


def checked_name(call: Call, name: str, but: str = "") -> str:
    """The stripped name. `but` is the id of a company that may have the same name.

    INF: 400/800 below 3 characters and 400/801 for a duplicate follow the open server's other calls.
    """
    name = name.strip()
    if len(name) < 3:
        raise errors.DATA_VALIDATION(name="String value is too short")
    # INF: a name is free again once its company is soft-deleted; letter case does not make a name different.
    taken = call.store.one("SELECT 1 FROM companies WHERE active AND id <> ? AND lower(name) = lower(?)", but, name)
    if call.settings.unique_names and taken:
        raise errors.NOT_UNIQUE(name=name)
    return name


def find(store: Store, company: str) -> sqlite3.Row:
    """Raise 400/10 for an unknown company. INF: the code."""
    row = store.one("SELECT * FROM companies WHERE id = ?", company)
    if row is None:
        raise errors.INVALID_ID(company=company)
    return row


def create(call: Call) -> Json:
    """Store a company with its limits and features. Raises 400/12, 400/800 and 400/801."""
    defaults = call.values.object("defaults")
    if defaults.get("allowed_users") is not None:
        # The guides send the number as a string; the server's integer fields accept both.
        try:
            defaults["allowed_users"] = int(defaults["allowed_users"])
        except (ValueError, TypeError) as exception:
            raise errors.VALIDATION(str(exception)) from None
    return add(call, call.values.text("name"), defaults)


def get_all(call: Call) -> Json:
    """Companies by name (exact, any letter case) or by pattern, soft-deleted ones included."""
    name, pattern = call.values.maybe("name"), call.values.maybe("name_pattern")
    # INF: without a name and a pattern all companies are listed.
    rows = call.store.all("SELECT * FROM companies ORDER BY created, rowid")
    if name:
        rows = [row for row in rows if row["name"].lower() == name.lower()]
    if pattern:
        try:
            rows = [row for row in rows if re.search(pattern, row["name"])]
        except re.error as exception:
            raise errors.BAD_REGEX(err=exception, extra_info=None) from None
    with_users = bool(call.values.object("custom_data").get("users"))
    return {"companies": [_listed(call, row, with_users=with_users) for row in rows]}


def _listed(call: Call, row: sqlite3.Row, *, with_users: bool) -> Json:
    shown: Json = {"id": row["id"], "name": row["name"], "active": bool(row["active"])}
    if with_users:
        # INF: the reference adds a user count; its key and which users it counts are assumed.
        shown["users"] = call.store.count("SELECT count(*) FROM auth_users WHERE company = ?", row["id"])
    if call.values.flag("custom_events"):
        shown["custom_events"] = load(row["custom_events"])
    return shown


def info(call: Call) -> Json:
    """One company with its settings, by default the caller's."""
    # INF: the default; the reference does not mark `company` as required.
    row = find(call.store, call.values.maybe("company") or call.identity.company)
    return {
        "id": row["id"],
        "name": row["name"],
        "active": bool(row["active"]),
        "defaults": load(row["defaults"]),
        "services": [],
    }


ENDPOINTS = (
    Endpoint(
        name="system.create_company",
        run=create,
        roles=SYSTEM,
        edition="enterprise",
        request=Request(name=TextField(required=True), defaults=Object()),
    ),
    Endpoint(
        name="system.get_companies",
        run=get_all,
        roles=SYSTEM,
        edition="enterprise",
        request=Request(name=TextField(), name_pattern=TextField(), custom_events=Flag(), custom_data=Object()),
    ),
    Endpoint(
        name="system.company_info",
        run=info,
        roles=SYSTEM,
        edition="enterprise",
        request=Request(company=TextField()),
    ),
)
