"""login.*_whitelist*: e-mail addresses that may log in to a company.

An entry is pending until a person has logged in with it, and accepted from then on.
"""

import sqlite3

from sandbox.clearml.endpoints import emails
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, now
from sandbox.clearml.protocol.endpoint import ADMINS, SYSTEM, Endpoint
from sandbox.clearml.protocol.fields import Choice, Flag, Names, TextField
from sandbox.clearml.protocol.fingerprint import fingerprint
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import Store

_ROLES = ("admin", "user", "consumer")


def add(call: Call) -> Json:
    """Add entries; the answer lists only the new ones.

    INF: an e-mail of another active company, by entry or by user, is left out without an error.
    """
    addresses = _addresses(call)
    role = _role(call)
    company, added = call.identity.company, []
    with call.store.together():
        for email in addresses:
            if not _is_elsewhere(call.store, company, email) and put(call.store, company, email, role):
                added.append(email)
    return {"added": added}


def _addresses(call: Call) -> list[str]:
    # INF: e-mails are stored in lower case.
    addresses = list(dict.fromkeys(email.lower() for email in call.values.names("emails")))
    for email in addresses:
        if emails.fault(email):
            raise errors.BAD_EMAIL(email=email)
    return addresses


def _has_roles(call: Call) -> bool:
    return call.settings.has_api("2.37")


def _role(call: Call) -> str:
    role = call.values.maybe("role") if _has_roles(call) else None
    return role or ("admin" if call.values.flag("is_admin") else "user")


def put(store: Store, company: str, email: str, role: str) -> int:
    """Store an entry; 0 if the company has it already."""
    statement = "INSERT OR IGNORE INTO whitelist (company, email, role, added) VALUES (?, ?, ?, ?)"
    return store.run(statement, company, email, role, now())


def _is_elsewhere(store: Store, company: str, email: str) -> bool:
    entry = """SELECT 1 FROM whitelist w JOIN companies k ON k.id = w.company
               WHERE w.email = ? AND w.company <> ? AND k.active"""
    user = """SELECT 1 FROM auth_users u JOIN companies k ON k.id = u.company
              WHERE lower(u.email) = ? AND u.company <> ? AND k.active"""
    return any(store.one(statement, email, company) for statement in (entry, user))


def remove(call: Call) -> Json:
    """Remove pending entries; the answer lists what was removed."""
    removed = [
        email
        for email in dict.fromkeys(email.lower() for email in call.values.names("emails"))
        if call.store.run(
            "DELETE FROM whitelist WHERE company = ? AND email = ? AND accepted IS NULL", call.identity.company, email
        )
    ]
    return {"removed": removed}


def entries(call: Call) -> list[Json]:
    """The company's entries as login.get_settings shows them."""
    rows = call.store.all(
        """SELECT w.*, u.name, u.role AS user_role FROM whitelist w LEFT JOIN auth_users u ON u.id = w.user
           WHERE w.company = ? ORDER BY w.rowid""",
        call.identity.company,
    )
    return [_entry(row, with_role=_has_roles(call)) for row in rows]


def _entry(row: sqlite3.Row, *, with_role: bool) -> Json:
    is_accepted = row["accepted"] is not None
    shown: Json = {
        "email": row["email"],
        "status": "accepted" if is_accepted else "pending",
        "added": iso(row["added"]),
    }
    if is_accepted:
        user = {"id": row["user"], "name": row["name"], "role": row["user_role"]}
        return shown | {"accepted": iso(row["accepted"]), "user": user}
    # INF: the reference has the role under `user`; the user of a pending entry has nothing else yet.
    return shown | ({"user": {"role": row["role"]}} if with_role else {})


def look_up(call: Call) -> Json:
    """Rows of all companies to which a domain or an e-mail leads; for an e-mail also the rows of its domain (REF).

    INF: soft-deleted companies are left out, and a row is about one domain or one e-mail.
    """
    domain, email = ((call.values.maybe(name) or "").lower() for name in ("domain", "email"))
    if not domain and not email:
        raise errors.MISSING_FIELDS("domain or email is required")
    domains = dict.fromkeys(name for name in (domain, email.rpartition("@")[2]) if name)
    by_domain = [row for name in domains for row in _rows(call, "domains", "domain", name)]
    by_email = _rows(call, "whitelist", "email", email)
    return {"entries": [*map(_domain_row, by_domain), *(_email_row(call, row) for row in by_email)]}


def _rows(call: Call, table: str, column: str, value: str) -> list[sqlite3.Row]:
    return call.store.all(
        f"""SELECT t.* FROM {table} t JOIN companies k ON k.id = t.company
            WHERE k.active AND t.{column} = ? ORDER BY t.rowid""",  # noqa: S608 - literals of look_up
        value,
    )


def _domain_row(row: sqlite3.Row) -> Json:
    return _shown(row["company"], row["domain"]) | {"domain": row["domain"], "emails": [], "is_admin": False}


def _email_row(call: Call, row: sqlite3.Row) -> Json:
    shown = _shown(row["company"], row["email"]) | {"emails": [row["email"]], "is_admin": row["role"] == "admin"}
    return shown | ({"role": row["role"]} if _has_roles(call) else {})


def _shown(company: str, rule: str) -> Json:
    return {"id": fingerprint(f"{company} {rule}")[:32], "company": company}


ENDPOINTS = (
    Endpoint(
        name="login.add_whitelist_entries",
        run=add,
        roles=ADMINS,
        edition="enterprise",
        request=Request(emails=Names(), is_admin=Flag(), role=Choice(_ROLES)),
    ),
    Endpoint(
        name="login.remove_whitelist_entries",
        run=remove,
        roles=ADMINS,
        edition="enterprise",
        request=Request(emails=Names()),
    ),
    Endpoint(
        name="login.get_whitelist",
        run=look_up,
        roles=SYSTEM,
        edition="enterprise",
        request=Request(domain=TextField(), email=TextField()),
    ),
)
