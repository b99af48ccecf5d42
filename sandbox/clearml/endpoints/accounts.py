"""auth.create_user, edit_user, delete_user and get_users_info: a person's login record (role, e-mail, company).

The server keeps a second record per person, the backend record (`users`). Deleting one of them leaves the other.
"""

import sqlite3

from sandbox.clearml.endpoints import emails
from sandbox.clearml.endpoints.users import add_backend_user, sec_groups
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, new_id, now
from sandbox.clearml.protocol.endpoint import ADMINS, SYSTEM, Endpoint
from sandbox.clearml.protocol.fields import Choice, Field, Flag, Names, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import Store

COMPANY_ROLES = ("admin", "superuser", "user", "annotator", "guest")
ROLES = (*COMPANY_ROLES, "root", "system")


def add(store: Store, *, company: str, name: str, email: str | None, role: str, internal: bool = False) -> str:
    """Store a login record and return its id. An e-mail is unique across all companies; letter case counts (RUN)."""
    if email is not None:
        emails.require(email)
    user = new_id()
    try:
        store.insert(
            "auth_users",
            id=user,
            company=company,
            name=name,
            email=email,
            role=role,
            created=now(),
            internal=internal,
        )
    except sqlite3.IntegrityError:
        raise errors.NOT_UNIQUE(email=email) from None
    return user


def create(call: Call) -> Json:
    """Store both records of a person. Raises 400/10, 400/13, 400/800 and 400/801."""
    company, name = call.values.text("company"), call.values.text("name")
    _require_allowed(call, company)
    with call.store.together():
        user = add(
            call.store,
            company=company,
            name=name,
            email=call.values.text("email"),
            role=call.values.maybe("role") or "user",
            internal=_is_internal(call),
        )
        names = {key: call.values.maybe(key) for key in ("family_name", "given_name", "avatar")}
        add_backend_user(call, user, company, name, **names)
    return {"id": user}


def _require_allowed(call: Call, company: str) -> None:
    if not call.identity.is_system and company != call.identity.company:
        raise errors.INVALID_ID("cannot create user in another company")
    if call.store.one("SELECT 1 FROM companies WHERE id = ?", company) is None:
        raise errors.INVALID_ID(company=company)
    if _is_internal(call) and not call.identity.is_system:
        # INF: the reference allows the field to system users only; the answer to other callers is assumed.
        raise errors.NOT_FOR_ROLE(role=call.identity.role, field="internal")


def _is_internal(call: Call) -> bool:
    return call.settings.enterprise and call.values.flag("internal")


def edit(call: Call) -> Json:
    """Change the role of a user of the caller's company. Raises 400/301, and 500/0 without a role."""
    user, role = call.values.text("user"), call.values.maybe("role")
    if role is None:
        # The server's database layer refuses an update without fields, and no handler catches that (RUN).
        message = "No update parameters, would remove data"
        raise RuntimeError(message)
    row = call.store.one("SELECT role FROM auth_users WHERE id = ? AND company = ?", user, call.identity.company)
    if row is None:
        raise errors.INVALID_USER_ID()
    call.store.change("auth_users", user, role=role)
    return {"fields": {"role": role}, "updated": int(row["role"] != role)}


def delete(call: Call) -> Json:
    """Remove the login record and its key pairs. The backend record stays, so that history keeps its names."""
    user, identity = call.values.text("user"), call.identity
    if user == identity.user:
        raise errors.FIELD_VALUE("cannot delete yourself", user=user)
    row = call.store.one("SELECT company, builtin FROM auth_users WHERE id = ?", user)
    # INF: 400/301 for an unknown user is what the open server's own (unused) helper answers.
    if row is None or (not identity.is_system and row["company"] != identity.company):
        raise errors.INVALID_USER_ID(id=user, company=identity.company)
    if row["builtin"]:
        raise errors.INVALID_USER_ID("protected identity")
    with call.store.together():
        call.store.run("DELETE FROM auth_users WHERE id = ?", user)
        call.store.run("DELETE FROM credentials WHERE user = ?", user)
    return {"deleted": True}


def info(call: Call) -> Json:
    """Look users up in all companies. INF: unknown e-mails and ids are left out; the answer names no company."""
    shown: Json = {}
    for column, values in (("id", call.values.names("users")), ("email", call.values.names("emails"))):
        for value in values:
            row = call.store.one(f"SELECT * FROM auth_users WHERE {column} = ?", value)  # noqa: S608 - literal column
            if row:
                shown[row["id"]] = _info(row, providers=call.values.flag("include_providers_info"))
    return {"users": shown}


def _info(row: sqlite3.Row, *, providers: bool) -> Json:
    shown = {"id": row["id"], "email": row["email"], "created": iso(row["created"]), "role": row["role"]}
    return shown | {"sec_groups": sec_groups(row["role"])} | ({"providers": {}} if providers else {})


def _creation(roles: tuple[str, ...], **more: Field) -> Request:
    return Request(
        name=TextField(required=True),
        company=TextField(required=True),
        email=TextField(required=True),
        role=Choice(roles, nullable=False, default="user"),
        given_name=TextField(),
        family_name=TextField(),
        avatar=TextField(),
        **more,
    )


def _edition(roles: tuple[str, ...]) -> Request:
    return Request(user=TextField(required=True), role=Choice(roles))


_CONSUMER = "consumer"

ENDPOINTS = (
    Endpoint(name="auth.create_user", run=create, roles=SYSTEM, edition="oss", request=_creation(ROLES)),
    Endpoint(
        name="auth.create_user",
        run=create,
        roles=ADMINS,
        edition="enterprise",
        request=_creation((*ROLES, _CONSUMER), internal=Flag()),
    ),
    Endpoint(name="auth.edit_user", run=edit, roles=ADMINS, edition="oss", request=_edition(COMPANY_ROLES)),
    Endpoint(
        name="auth.edit_user",
        run=edit,
        roles=ADMINS,
        edition="enterprise",
        request=_edition((*COMPANY_ROLES, _CONSUMER)),
    ),
    Endpoint(
        name="auth.delete_user",
        run=delete,
        roles=ADMINS,
        edition="enterprise",
        request=Request(user=TextField(required=True)),
    ),
    Endpoint(
        name="auth.get_users_info",
        run=info,
        roles=SYSTEM,
        edition="enterprise",
        # INF: the release; the reference lists the call without one.
        since="3.28",
        request=Request(users=Names(), emails=Names(), include_providers_info=Flag()),
    ),
)
