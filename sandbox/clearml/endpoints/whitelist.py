"""login.*_whitelist*: e-mail addresses that may log in to a company. An entry is pending until its person has come."""

import sqlite3

from sandbox.clearml.endpoints import emails
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, now
from sandbox.clearml.protocol.endpoint import ADMINS, SYSTEM, Endpoint
from sandbox.clearml.protocol.fields import Choice, Flag, Names, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import Store

_ROLES = ("admin", "user", "consumer")


def add(call: Call) -> Json:
    """Tell only the new ones.

    INF: an e-mail of another active company, by entry or by user, is silently left out.
    """
    addresses = _addresses(call)
    role = _role(call)
    company, added = call.identity.company, []
    with call.store.together():
        for email in addresses:
            if not known_elsewhere(call.store, company, email) and put(call.store, company, email, role):
                added.append(email)
    return {"added": added}


def _addresses(call: Call) -> list[str]:
    # INF: e-mails are kept in lower case.
    addresses = list(dict.fromkeys(email.lower() for email in call.values.names("emails")))
    for email in addresses:
        if emails.fault(email):
            raise errors.BAD_EMAIL(email=email)
    return addresses


def _role(call: Call) -> str:
    role = call.values.maybe("role") if call.settings.has_api("2.37") else None
    return role or ("admin" if call.values.flag("is_admin") else "user")


def put(store: Store, company: str, email: str, role: str) -> int:
    """Store an entry; 0 when the company has it already."""
    statement = "INSERT OR IGNORE INTO whitelist (company, email, role, added) VALUES (?, ?, ?, ?)"
    return store.run(statement, company, email, role, now())


def known_elsewhere(store: Store, company: str, email: str) -> bool:
    entry = """SELECT 1 FROM whitelist w JOIN companies k ON k.id = w.company
               WHERE w.email = ? AND w.company <> ? AND k.active"""
    user = """SELECT 1 FROM auth_users u JOIN companies k ON k.id = u.company
              WHERE lower(u.email) = ? AND u.company <> ? AND k.active"""
    return any(store.one(statement, email, company) for statement in (entry, user))


def remove(call: Call) -> Json:
    """Tell the removed ones; accepted entries stay."""
    removed = [
        email
        for email in dict.fromkeys(email.lower() for email in call.values.names("emails"))
        if call.store.run(
            "DELETE FROM whitelist WHERE company = ? AND email = ? AND accepted IS NULL", call.identity.company, email
        )
    ]
    return {"removed": removed}


def entries(store: Store, company: str) -> list[Json]:
    """The company's entries as login.get_settings shows them."""
    rows = store.all(
        """SELECT w.*, u.name, u.role AS user_role FROM whitelist w LEFT JOIN auth_users u ON u.id = w.user
           WHERE w.company = ? ORDER BY w.rowid""",
        company,
    )
    return [_entry(row) for row in rows]


def _entry(row: sqlite3.Row) -> Json:
    shown: Json = {"email": row["email"], "status": _status(row), "added": iso(row["added"])}
    if row["accepted"] is not None:
        shown["accepted"] = iso(row["accepted"])
        shown["user"] = {"id": row["user"], "name": row["name"], "role": row["user_role"]}
    return shown


def _status(row: sqlite3.Row) -> str:
    return "pending" if row["accepted"] is None else "accepted"


def look_up(call: Call) -> Json:
    """Search a domain or an e-mail over all companies.

    INF: the entries' fields, and that soft-deleted companies are left out.
    """
    domain, email = call.values.maybe("domain"), call.values.maybe("email")
    if not domain and not email:
        raise errors.MISSING_FIELDS("domain or email is required")
    return {"entries": [*_domain_entries(call, (domain or "").lower()), *_email_entries(call, (email or "").lower())]}


def _domain_entries(call: Call, domain: str) -> list[Json]:
    rows = call.store.all(
        """SELECT d.* FROM domains d JOIN companies k ON k.id = d.company
           WHERE k.active AND d.domain = ? ORDER BY d.rowid""",
        domain,
    )
    return [{"company": row["company"], "domain": domain, "status": "accepted"} for row in rows]


def _email_entries(call: Call, email: str) -> list[Json]:
    rows = call.store.all(
        """SELECT w.* FROM whitelist w JOIN companies k ON k.id = w.company
           WHERE k.active AND w.email = ? ORDER BY w.rowid""",
        email,
    )
    with_role = call.settings.has_api("2.37")
    return [
        {"company": row["company"], "email": email, "status": _status(row), "added": iso(row["added"])}
        | ({"role": row["role"]} if with_role else {})
        for row in rows
    ]


_EMAILS = Names("emails")

ENDPOINTS = (
    Endpoint(
        name="login.add_whitelist_entries",
        run=add,
        roles=ADMINS,
        edition="enterprise",
        request=Request(_EMAILS, Flag("is_admin"), Choice("role", _ROLES)),
    ),
    Endpoint(
        name="login.remove_whitelist_entries", run=remove, roles=ADMINS, edition="enterprise", request=Request(_EMAILS)
    ),
    Endpoint(
        name="login.get_whitelist",
        run=look_up,
        roles=SYSTEM,
        edition="enterprise",
        request=Request(TextField("domain"), TextField("email")),
    ),
)
