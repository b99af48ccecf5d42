"""users.*: the backend record of a person (names, preferences). It knows neither e-mail nor role."""

import sqlite3

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, now
from sandbox.clearml.protocol.endpoint import SYSTEM, Endpoint
from sandbox.clearml.protocol.fields import TextField
from sandbox.clearml.protocol.listing import Listing
from sandbox.clearml.protocol.validation import Request

_FIELDS = (
    "id",
    "company",
    "name",
    "family_name",
    "given_name",
    "avatar",
    "preferences",
    "created_in_version",
    "created",
)
_PLAIN = Listing("User", _FIELDS, ("id",), "retrieving users")
_JOINED = Listing("User", _FIELDS, ("id",), "retrieving users", joined=True)
_ADMIN_FIELDS = ("admin", "root", "system")


def add_backend_user(
    call: Call,
    user: str,
    company: str,
    name: str,
    *,
    family_name: str | None = None,
    given_name: str | None = None,
    avatar: str | None = None,
) -> None:
    """Store a backend record. Raises 400/302 when the id is taken."""
    if call.store.one("SELECT 1 FROM users WHERE id = ?", user):
        raise errors.USER_ID_EXISTS(id=user)
    call.store.insert(
        "users",
        id=user,
        company=company,
        name=name,
        family_name=family_name,
        given_name=given_name,
        avatar=avatar,
        created_in_version=call.settings.server_version,
        created=now(),
    )


def document(row: sqlite3.Row, *, preferences: bool = False) -> Json:
    """A record as the API shows it, in the model's order; empty fields are absent."""
    shown: Json = {field: row[field] for field in _FIELDS if row[field] is not None}
    shown["created"] = iso(row["created"])
    if not preferences:
        del shown["preferences"]
    return shown


def get_by_id(call: Call) -> Json:
    """Role system sees every company; root does not, unless it impersonates (RUN)."""
    query = {"id": call.data["user"]}
    if call.identity.role != "system":
        query["company"] = call.identity.company
    row = find(call, query["id"])
    if row is None or ("company" in query and row["company"] != query["company"]):
        raise errors.INVALID_USER_ID(**query)
    return {"user": document(row, preferences=True)}


def find(call: Call, user: object) -> sqlite3.Row | None:
    return call.store.one("SELECT * FROM users WHERE id = ?", user if isinstance(user, str) else None)


def get_all(call: Call) -> Json:
    return {"users": _PLAIN.page(call, _company_users(call), {})}


def get_all_ex(call: Call) -> Json:
    if call.data.get("active_in_projects") is not None:
        return {"users": []}
    users = _JOINED.page(call, _company_users(call), {})
    companies = {call.identity.company: company_name(call)}
    with_name = "company.name" in (call.data.get("only_fields") or [])
    for user in users:
        if "company" in user:
            name = {"name": companies[user["company"]]} if with_name else {}
            user["company"] = {"id": user["company"], **name}
    return {"users": users}


def _company_users(call: Call) -> list[Json]:
    rows = call.store.all("SELECT * FROM users WHERE company = ? ORDER BY rowid", call.identity.company)
    wanted = call.data.get("only_fields") or ()
    users = [document(row, preferences="preferences" in wanted) for row in rows]
    if call.settings.enterprise and call.data.get("include_auth") and call.identity.role in _ADMIN_FIELDS:
        return [user | _auth_fields(call, user["id"]) for user in users]
    return users


def _auth_fields(call: Call, user: str) -> Json:
    row = call.store.one("SELECT * FROM auth_users WHERE id = ?", user)
    if row is None:
        return {}
    groups = sec_groups(row["role"])
    return {"email": row["email"], "role": row["role"], "providers": {}, "sec_groups": groups}


def sec_groups(role: str) -> list[str]:
    """INF: the built-in groups of a role; everybody is in `users`."""
    return ["users", "admins"] if role == "admin" else ["users"]


def company_name(call: Call) -> str:
    row = call.store.one("SELECT name FROM companies WHERE id = ?", call.identity.company)
    return str(row["name"]) if row else ""


def create(call: Call) -> None:
    names = {key: call.values.maybe(key) for key in ("family_name", "given_name", "avatar")}
    add_backend_user(call, call.values.text("id"), call.values.text("company"), call.values.text("name"), **names)


def delete(call: Call) -> None:
    """Remove the backend record only: key pairs keep working and the e-mail stays taken (RUN)."""
    user = call.data["user"]
    if find(call, user) is None or not call.store.run("DELETE FROM users WHERE id = ?", user):
        raise errors.INVALID_USER_ID(id=user)


def update(call: Call) -> Json:
    changes = {key: call.data[key] for key in ("name", "family_name", "given_name") if call.data.get(key) is not None}
    for key, value in changes.items():
        if not isinstance(value, str):
            raise errors.DATA_VALIDATION("while updating user", **{key: "StringField only accepts string values"})
    row = find(call, call.data["user"])
    ours = row is not None and row["company"] == call.identity.company
    updated = call.store.change("users", call.data["user"], **changes) if changes and ours else 0
    return {"fields": changes, "updated": updated}


ENDPOINTS = (
    Endpoint(name="users.get_by_id", run=get_by_id, needs=("user",)),
    Endpoint(name="users.get_all", run=get_all),
    Endpoint(name="users.get_all_ex", run=get_all_ex),
    Endpoint(name="users.get_all_ex", run=get_all_ex, version="2.8"),
    Endpoint(
        name="users.create",
        run=create,
        roles=SYSTEM,
        request=Request(
            TextField("id", required=True),
            TextField("name", required=True),
            TextField("company", required=True),
            TextField("family_name"),
            TextField("given_name"),
            TextField("avatar"),
        ),
    ),
    Endpoint(name="users.delete", run=delete, roles=SYSTEM, needs=("user",)),
    Endpoint(name="users.update", run=update, needs=("user",)),
)
