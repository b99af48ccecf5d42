"""Service users: accounts without a person, and roles set through users.*. Enterprise only (REF)."""

import sqlite3

from sandbox.clearml.endpoints import accounts, credentials
from sandbox.clearml.endpoints.users import add_backend_user
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, now
from sandbox.clearml.protocol.endpoint import ADMINS, Endpoint
from sandbox.clearml.protocol.fields import Choice, Flag, Integer, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import load

_ROLES = ("admin", "user", "consumer")


def create(call: Call) -> Json:
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
    known = call.store.one("SELECT 1 FROM auth_users WHERE id = ? AND company = ?", user, company)
    if known is None or not changes:
        return {"updated": 0}
    with call.store.together():
        call.store.change("auth_users", user, **changes)
        if "name" in changes:
            call.store.change("users", user, name=changes["name"])
    return {"updated": 1}


def set_role(call: Call) -> Json:
    """INF: in the caller's company only, unknown users 400/301, answer `{updated}`."""
    role = call.values.maybe("role")
    if role is None:
        raise errors.VALIDATION("error for field 'role'. field is required!")
    user, company = call.values.text("user"), call.identity.company
    updated = call.store.run("UPDATE auth_users SET role = ? WHERE id = ? AND company = ?", role, user, company)
    if not updated:
        raise errors.INVALID_USER_ID(id=user, company=company)
    return {"updated": updated}


ENDPOINTS = (
    Endpoint(
        name="auth.create_service_user",
        run=create,
        roles=ADMINS,
        edition="enterprise",
        request=Request(
            TextField("name", required=True),
            Flag("allow_running_as_owner"),
            Integer("credentials_expiration_sec", low=1),
        ),
    ),
    Endpoint(name="users.get_service_users", run=get_all, roles=ADMINS, edition="enterprise"),
    Endpoint(
        name="users.update_service_user",
        run=update,
        roles=ADMINS,
        edition="enterprise",
        request=Request(TextField("user", required=True), TextField("name"), Flag("allow_running_as_owner")),
    ),
    Endpoint(
        name="users.set_role",
        run=set_role,
        roles=ADMINS,
        edition="enterprise",
        request=Request(TextField("user", required=True), Choice("role", _ROLES)),
    ),
)
