"""permissions.*_user_group*: groups of a company's users. Enterprise only (REF). Access rules are not simulated.

INF: only groups that calls made are listed; a real server also has built-in and configured ones.
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
    """The company's groups, all or those with the given ids."""
    rows = call.store.all("SELECT * FROM user_groups WHERE company = ? ORDER BY rowid", call.identity.company)
    ids = call.values.names("groups")
    return {"groups": [_shown(call, row) for row in rows if not ids or row["id"] in ids]}


def _shown(call: Call, row: sqlite3.Row) -> Json:
    people = [_person(call, user) for user in load(row["users"])]
    shown: Json = {key: row[key] for key in ("id", "name", "description")}
    return shown | {"assignable": True, "system": False, "users": [person for person in people if person]}


def _person(call: Call, user: str) -> Json | None:
    row = call.store.one("SELECT id, name, email FROM auth_users WHERE id = ?", user)
    return dict(row) if row else None


def put(call: Call) -> Json:
    """Add or change a group.

    INF: an absent field stays as it is, a list of users replaces, users unknown in this company are 400/301.
    """
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
    """Delete groups. INF: unknown ids are ignored."""
    company, statement = call.identity.company, "DELETE FROM user_groups WHERE id = ? AND company = ?"
    return {"deleted": sum(call.store.run(statement, id_, company) for id_ in call.values.names("groups"))}


def company_users(call: Call) -> Json:
    """The company's users with e-mail and role."""
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
        request=Request(groups=Names(), include_permissions=Flag()),
    ),
    Endpoint(
        name="permissions.add_or_update_user_group",
        run=put,
        roles=ADMINS,
        edition="enterprise",
        request=Request(id=TextField(), name=TextField(), description=TextField(), users=Names()),
    ),
    Endpoint(
        name="permissions.delete_user_groups",
        run=delete,
        roles=ADMINS,
        edition="enterprise",
        request=Request(groups=Names(at_least=1)),
    ),
    Endpoint(name="permissions.get_company_users", run=company_users, roles=ADMINS, edition="enterprise"),
)
