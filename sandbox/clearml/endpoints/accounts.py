"""auth.create_user and its kin: the login record of a person (role, e-mail, company).

The server keeps a second, backend record per person (`users`); deleting one leaves the other.
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
    """Store a login record and return its id. E-mails are unique over all companies, case-sensitively (RUN)."""
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
    company, name = call.values.text("company"), call.values.text("name")
    if not call.identity.is_system and company != call.identity.company:
        raise errors.INVALID_ID("cannot create user in another company")
    if call.store.one("SELECT 1 FROM companies WHERE id = ?", company) is None:
        raise errors.INVALID_ID(company=company)
    internal = call.settings.enterprise and call.values.flag("internal")
    if internal and not call.identity.is_system:
        # INF: the reference says only system users may set it, not what others are told.
        raise errors.NOT_FOR_ROLE(role=call.identity.role, field="internal")
    with call.store.together():
        user = add(
            call.store,
            company=company,
            name=name,
            email=call.values.text("email"),
            role=call.values.maybe("role") or "user",
            internal=internal,
        )
        add_backend_user(
            call,
            user,
            company,
            name,
            **{key: call.values.maybe(key) for key in ("family_name", "given_name", "avatar")},
        )
    return {"id": user}


def edit(call: Call) -> Json:
    user, role = call.values.text("user"), call.values.maybe("role")
    if role is None:
        # The server's database layer refuses an update without fields, and nobody catches it (RUN).
        message = "No update parameters, would remove data"
        raise RuntimeError(message)
    found = call.store.one("SELECT role FROM auth_users WHERE id = ? AND company = ?", user, call.identity.company)
    if found is None:
        raise errors.INVALID_USER_ID()
    call.store.change("auth_users", user, role=role)
    return {"fields": {"role": role}, "updated": int(found["role"] != role)}


def delete(call: Call) -> Json:
    """Remove the login record and its key pairs; the backend record stays, so that history keeps its names."""
    user, identity = call.values.text("user"), call.identity
    if user == identity.user:
        raise errors.FIELD_VALUE("cannot delete yourself", user=user)
    found = call.store.one("SELECT company, builtin FROM auth_users WHERE id = ?", user)
    # INF: an unknown user is told as 400/301, as the open server's own (unused) helper does.
    if found is None or (not identity.is_system and found["company"] != identity.company):
        raise errors.INVALID_USER_ID(id=user, company=identity.company)
    if found["builtin"]:
        raise errors.INVALID_USER_ID("protected identity")
    with call.store.together():
        call.store.run("DELETE FROM auth_users WHERE id = ?", user)
        call.store.run("DELETE FROM credentials WHERE user = ?", user)
    return {"deleted": True}


def info(call: Call) -> Json:
    """Look users up over all companies. INF: unknown e-mails and ids are left out; no company in the answer."""
    wanted = call.values.names("users"), call.values.names("emails")
    shown: Json = {}
    for column, values in zip(("id", "email"), wanted, strict=True):
        for value in values:
            # The column name is one of two literals above.
            row = call.store.one(f"SELECT * FROM auth_users WHERE {column} = ?", value)  # noqa: S608 - literal column
            if row:
                shown[row["id"]] = _info(row, providers=call.values.flag("include_providers_info"))
    return {"users": shown}


def _info(row: sqlite3.Row, *, providers: bool) -> Json:
    known = {"id": row["id"], "email": row["email"], "created": iso(row["created"]), "role": row["role"]}
    return known | {"sec_groups": sec_groups(row["role"])} | ({"providers": {}} if providers else {})


def _creation(roles: tuple[str, ...], *more: Field) -> Request:
    return Request(
        TextField("name", required=True),
        TextField("company", required=True),
        TextField("email", required=True),
        Choice("role", roles, nullable=False, default="user"),
        TextField("given_name"),
        TextField("family_name"),
        TextField("avatar"),
        *more,
    )


ENDPOINTS = (
    Endpoint(name="auth.create_user", run=create, roles=SYSTEM, edition="oss", request=_creation(ROLES)),
    Endpoint(
        name="auth.create_user",
        run=create,
        roles=ADMINS,
        edition="enterprise",
        request=_creation((*ROLES, "consumer"), Flag("internal")),
    ),
    Endpoint(
        name="auth.edit_user",
        run=edit,
        roles=ADMINS,
        edition="oss",
        request=Request(TextField("user", required=True), Choice("role", COMPANY_ROLES)),
    ),
    Endpoint(
        name="auth.edit_user",
        run=edit,
        roles=ADMINS,
        edition="enterprise",
        request=Request(TextField("user", required=True), Choice("role", (*COMPANY_ROLES, "consumer"))),
    ),
    Endpoint(
        name="auth.delete_user",
        run=delete,
        roles=ADMINS,
        edition="enterprise",
        request=Request(TextField("user", required=True)),
    ),
    Endpoint(
        name="auth.get_users_info",
        run=info,
        roles=SYSTEM,
        edition="enterprise",
        # INF: the release; the reference says only that the call exists.
        since="3.28",
        request=Request(Names("users"), Names("emails"), Flag("include_providers_info")),
    ),
)
