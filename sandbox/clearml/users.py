"""users.*: the backend record of a person (names, preferences). It knows neither e-mail nor role."""

import json
import sqlite3

from . import errors
from .call import Call, Json
from .clock import iso, now
from .endpoints import SYSTEM, Endpoint
from .fields import Text
from .listing import Listing
from .validation import Request

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
    call.store.run(
        "INSERT INTO users (id, company, name, family_name, given_name, avatar, created_in_version, created)"
        " VALUES (?,?,?,?,?,?,?,?)",
        user,
        company,
        name,
        family_name,
        given_name,
        avatar,
        call.settings.server_version,
        now(),
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
    row = _row(call, query["id"])
    if row is None or ("company" in query and row["company"] != query["company"]):
        raise errors.INVALID_USER_ID(**query)
    return {"user": document(row, preferences=True)}


def _row(call: Call, user: object) -> sqlite3.Row | None:
    return call.store.one("SELECT * FROM users WHERE id = ?", user if isinstance(user, str) else None)


def get_all(call: Call) -> Json:
    return {"users": _PLAIN.page(call, _company_users(call), {})}


def get_all_ex(call: Call) -> Json:
    if call.data.get("active_in_projects") is not None:
        return {"users": []}
    users = _JOINED.page(call, _company_users(call), {})
    companies = {call.identity.company: _company_name(call)}
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
    groups = ["users", "admins"] if row["role"] == "admin" else ["users"]
    return {"email": row["email"], "role": row["role"], "providers": {}, "sec_groups": groups}


def get_current_user(call: Call) -> Json:
    row = _row(call, call.identity.user)
    if row is None or row["company"] != call.identity.company:
        raise errors.INVALID_USER("failed loading user")
    user = dict(sorted(document(row).items()))
    user["company"] = {"id": row["company"], "name": _company_name(call)}
    user["role"] = call.identity.role
    answer: Json = {
        "user": user,
        "getting_started": {
            "agentName": "clearml",
            "configure": "clearml-init",
            "install": "pip install clearml",
            "packageName": "clearml",
        },
        "settings": {"max_download_items": 1000},
    }
    if call.settings.enterprise and call.data.get("get_supported_features"):
        answer |= {
            "supported_features": _features(call),
            "sec_groups": _auth_fields(call, row["id"]).get("sec_groups", []),
        }
    return answer


def _features(call: Call) -> list[str]:
    # INF: what the company has, less what it excludes.
    row = call.store.one("SELECT defaults FROM companies WHERE id = ?", call.identity.company)
    defaults = json.loads(row["defaults"]) if row else {}
    return [name for name in defaults.get("features", []) if name not in defaults.get("exclude_features", [])]


def _company_name(call: Call) -> str:
    row = call.store.one("SELECT name FROM companies WHERE id = ?", call.identity.company)
    return str(row["name"]) if row else ""


def create(call: Call) -> None:
    names = {key: call.values.maybe(key) for key in ("family_name", "given_name", "avatar")}
    add_backend_user(call, call.values.text("id"), call.values.text("company"), call.values.text("name"), **names)


def delete(call: Call) -> None:
    """Remove the backend record only: key pairs keep working and the e-mail stays taken (RUN)."""
    user = call.data["user"]
    if _row(call, user) is None or not call.store.run("DELETE FROM users WHERE id = ?", user):
        raise errors.INVALID_USER_ID(id=user)


def update(call: Call) -> Json:
    changes = {key: call.data[key] for key in ("name", "family_name", "given_name") if call.data.get(key) is not None}
    for key, value in changes.items():
        if not isinstance(value, str):
            raise errors.DATA_VALIDATION("while updating user", **{key: "StringField only accepts string values"})
    updated = 0
    for key, value in changes.items():
        # The column name is one of three literals above.
        statement = f"UPDATE users SET {key} = ? WHERE id = ? AND company = ?"  # noqa: S608 - literal column
        updated = call.store.run(statement, value, call.data["user"], call.identity.company)
    return {"fields": changes, "updated": updated}


ENDPOINTS = (
    Endpoint(name="users.get_by_id", run=get_by_id, needs=("user",)),
    Endpoint(name="users.get_all", run=get_all),
    Endpoint(name="users.get_all_ex", run=get_all_ex),
    Endpoint(name="users.get_all_ex", run=get_all_ex, version="2.8"),
    Endpoint(name="users.get_current_user", run=get_current_user),
    Endpoint(
        name="users.create",
        run=create,
        roles=SYSTEM,
        request=Request(
            Text("id", required=True),
            Text("name", required=True),
            Text("company", required=True),
            Text("family_name"),
            Text("given_name"),
            Text("avatar"),
        ),
    ),
    Endpoint(name="users.delete", run=delete, roles=SYSTEM, needs=("user",)),
    Endpoint(name="users.update", run=update, needs=("user",)),
)
