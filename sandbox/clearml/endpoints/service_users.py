"""auth.create_service_user and users.*_service_user*: accounts without a person. Enterprise only (REF)."""

import sqlite3

from sandbox.clearml.endpoints import accounts, credentials
from sandbox.clearml.endpoints.users import add_backend_user
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, now
from sandbox.clearml.protocol.endpoint import ADMINS, Endpoint
from sandbox.clearml.protocol.fields import Flag, Integer, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import load


def create(call: Call) -> Json:
    """Store a service user of the caller's company with one key pair."""
    company, name = call.identity.company, call.values.text("name")
    seconds = call.values.number("credentials_expiration_sec")
    expires = now() + seconds * 1000 if seconds else None
    with call.store.together():
        user = accounts.add(call.store, company=company, name=name, email=None, role="user")
        call.store.change("auth_users", user, service=1, runs_as_owner=call.values.flag("allow_running_as_owner"))
        add_backend_user(call, user, company, name)
        access_key, secret_key = credentials.make(call.store, user, expires=expires)
    shown: Json = {"access_key": access_key, "secret_key": secret_key}
    return {"id": user, "credentials": shown | ({"expire": iso(expires)} if expires else {})}


def get_all(call: Call) -> Json:
    """The service users of the caller's company, and the limits that apply to them."""
    company = call.identity.company
    rows = call.store.all("SELECT * FROM auth_users WHERE service AND company = ? ORDER BY rowid", company)
    row = call.store.one("SELECT defaults FROM companies WHERE id = ?", company)
    defaults = load(row["defaults"]) if row else {}
    # INF: without a setting the limits are null and admins are not allowed.
    return {
        "users": [_shown(call, row) for row in rows],
        "allow_admins": bool(defaults.get("allow_service_user_admins")),
        "allowed_service_users": defaults.get("allowed_service_users"),
        "default_expiration_sec": None,
        "max_expiration_sec": None,
    }


def _shown(call: Call, row: sqlite3.Row) -> Json:
    shown = {"id": row["id"], "name": row["name"], "role": row["role"]}
    pairs = call.store.count("SELECT count(*) FROM credentials WHERE user = ?", row["id"])
    return shown | {"allow_running_as_owner": bool(row["runs_as_owner"]), "credentials": pairs}


def update(call: Call) -> Json:
    """INF: in the caller's company only; an unknown user or no field is `updated` 0, an empty name is no field."""
    changes: Json = {"name": call.values.maybe("name")} if call.values.maybe("name") else {}
    if call.values.sent("allow_running_as_owner"):
        changes["runs_as_owner"] = call.values.flag("allow_running_as_owner")
    user, company = call.values.text("user"), call.identity.company
    row = call.store.one("SELECT 1 FROM auth_users WHERE id = ? AND company = ?", user, company)
    if row is None or not changes:
        return {"updated": 0}
    with call.store.together():
        call.store.change("auth_users", user, **changes)
        if "name" in changes:
            call.store.change("users", user, name=changes["name"])
    return {"updated": 1}


ENDPOINTS = (
    Endpoint(
        name="auth.create_service_user",
        run=create,
        roles=ADMINS,
        edition="enterprise",
        request=Request(
            name=TextField(required=True),
            allow_running_as_owner=Flag(),
            credentials_expiration_sec=Integer(low=1),
        ),
    ),
    Endpoint(name="users.get_service_users", run=get_all, roles=ADMINS, edition="enterprise"),
    Endpoint(
        name="users.update_service_user",
        run=update,
        roles=ADMINS,
        edition="enterprise",
        request=Request(user=TextField(required=True), name=TextField(), allow_running_as_owner=Flag()),
    ),
)
