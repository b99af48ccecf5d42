"""permissions.*_user_groups: groups of a company's users. Enterprise only (REF). Access rules are not simulated.

INF: the groups that every server has and those of its configuration are listed too; here only what calls made is.
"""

import sqlite3

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import new_id
from sandbox.clearml.protocol.endpoint import ADMINS, Endpoint
from sandbox.clearml.protocol.fields import Flag, Names, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import dump, load


def get_all(call: Call) -> Json:
    rows = call.store.all("SELECT * FROM user_groups WHERE company = ? ORDER BY rowid", call.identity.company)
    wanted = call.values.names("groups")
    return {"groups": [_shown(call, row) for row in rows if not wanted or row["id"] in wanted]}


def _shown(call: Call, row: sqlite3.Row) -> Json:
    people = [_person(call, user) for user in load(row["users"])]
    shown: Json = {key: row[key] for key in ("id", "name", "description")}
    return shown | {"assignable": True, "system": False, "users": [person for person in people if person]}


def _person(call: Call, user: str) -> Json | None:
    row = call.store.one("SELECT id, name, email FROM auth_users WHERE id = ?", user)
    return dict(row) if row else None


def put(call: Call) -> Json:
    """INF: an absent field stays as it is, a list of users replaces, unknown or foreign users are 400/301."""
    company, users = call.identity.company, call.values.names("users")
    for user in users:
        if call.store.one("SELECT 1 FROM auth_users WHERE id = ? AND company = ?", user, company) is None:
            raise errors.INVALID_USER_ID(id=user, company=company)
    id_ = call.values.maybe("id") or new_id()
    changes = {key: call.values.maybe(key) for key in ("name", "description") if call.values.sent(key)}
    changes |= {"users": dump(users)} if call.values.sent("users") else {}
    if call.store.one("SELECT 1 FROM user_groups WHERE id = ? AND company = ?", id_, company) is None:
        changes.setdefault("name", "")
        call.store.insert("user_groups", id=id_, company=company, **changes)
    elif changes:
        call.store.change("user_groups", id_, **changes)
    row = call.store.one("SELECT name FROM user_groups WHERE id = ?", id_)
    return {"id": id_, "name": row["name"] if row else None, "assignable": True, "system": False}


def delete(call: Call) -> Json:
    """INF: unknown groups are passed over."""
    company, groups = call.identity.company, call.values.names("groups")
    gone = (call.store.run("DELETE FROM user_groups WHERE id = ? AND company = ?", id_, company) for id_ in groups)
    return {"deleted": sum(gone)}


def company_users(call: Call) -> Json:
    rows = call.store.all(
        "SELECT id, name, email, role FROM auth_users WHERE company = ? ORDER BY rowid", call.identity.company
    )
    return {"users": [dict(row) for row in rows]}


ENDPOINTS = (
    Endpoint(
        name="permissions.get_user_groups",
        run=get_all,
        roles=ADMINS,
        edition="enterprise",
        request=Request(Names("groups"), Flag("include_permissions")),
    ),
    Endpoint(
        name="permissions.add_or_update_user_group",
        run=put,
        roles=ADMINS,
        edition="enterprise",
        request=Request(TextField("id"), TextField("name"), TextField("description"), Names("users")),
    ),
    Endpoint(
        name="permissions.delete_user_groups",
        run=delete,
        roles=ADMINS,
        edition="enterprise",
        request=Request(Names("groups", at_least=1)),
    ),
    Endpoint(name="permissions.get_company_users", run=company_users, roles=ADMINS, edition="enterprise"),
)
