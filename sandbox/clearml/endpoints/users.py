"""users.*: the backend record of a person (names, preferences). E-mail and role are in the login record."""

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
_LISTING = Listing(_FIELDS, ("id",), "retrieving users")
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
    """Store a backend record."""
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


def find(call: Call, user: str) -> sqlite3.Row | None:
    """The backend record of a user of any company."""
    return call.store.one("SELECT * FROM users WHERE id = ?", user)


def get_by_id(call: Call) -> Json:
    """One user. Role system sees every company; root does not, unless it impersonates (RUN). Raises 400/301."""
    query = {"id": call.values.text("user")}
    if call.identity.role != "system":
        query["company"] = call.identity.company
    row = find(call, query["id"])
    if row is None or ("company" in query and row["company"] != query["company"]):
        raise errors.INVALID_USER_ID(**query)
    return {"user": document(row, preferences=True)}


def get_all(call: Call) -> Json:
    """Users of the acting identity's company by filter and page."""
    return {"users": _LISTING.page(call, _company_users(call), {})}


def _company_users(call: Call) -> list[Json]:
    rows = call.store.all("SELECT * FROM users WHERE company = ? ORDER BY rowid", call.identity.company)
    only = call.data.get("only_fields") or ()
    users = [document(row, preferences="preferences" in only) for row in rows]
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
    """INF: the built-in groups of a role; every user is in `users`."""
    return ["users", "admins"] if role == "admin" else ["users"]


def company_name(call: Call) -> str:
    """The name of the acting identity's company, empty if it is gone."""
    row = call.store.one("SELECT name FROM companies WHERE id = ?", call.identity.company)
    return str(row["name"]) if row else ""


def delete(call: Call) -> None:
    """Remove the backend record only: key pairs keep working and the e-mail stays taken (RUN). Raises 400/301."""
    user = call.values.text("user")
    if not call.store.run("DELETE FROM users WHERE id = ?", user):
        raise errors.INVALID_USER_ID(id=user)


def update(call: Call) -> Json:
    """Change names. `avatar` is ignored (SRC); a user of another company is `updated` 0. Raises 400/800."""
    changes = {key: call.data[key] for key in ("name", "family_name", "given_name") if call.data.get(key) is not None}
    for key, value in changes.items():
        if not isinstance(value, str):
            raise errors.DATA_VALIDATION("while updating user", **{key: "StringField only accepts string values"})
    user = call.values.text("user")
    row = find(call, user)
    ours = row is not None and row["company"] == call.identity.company
    return {"fields": changes, "updated": call.store.change("users", user, **changes) if changes and ours else 0}


_USER = Request(user=TextField(required=True))

ENDPOINTS = (
    Endpoint(name="users.get_by_id", run=get_by_id, request=_USER),
    Endpoint(name="users.get_all", run=get_all),
    Endpoint(name="users.delete", run=delete, roles=SYSTEM, request=_USER),
    Endpoint(name="users.update", run=update, request=_USER),
)
