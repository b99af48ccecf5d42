"""A person's login by single sign-on: first the whitelist decides, then the domain of the e-mail."""

import sqlite3

from sandbox.clearml.endpoints import accounts
from sandbox.clearml.endpoints.users import add_backend_user
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json, SimulatorSite
from sandbox.clearml.protocol.clock import now


def log_in(call: Call, email: str) -> Json:
    """Create the user if there is none, and accept its whitelist entry. Raises 400/67 if no rule admits the e-mail.

    INF: all of it. Two companies with the same domain make the routing undefined; here the older rule wins.
    """
    site, email = call.site, email.lower()
    person = site.store.one("SELECT id, company, role FROM auth_users WHERE lower(email) = ?", email)
    entry = _entry(site, email)
    if person:
        user, company, role = person["id"], person["company"], person["role"]
    else:
        company, role = (entry["company"], entry["role"]) if entry else (_company_by_domain(site, email), "user")
        user = _create(call, company, email, role)
    if entry and entry["company"] == company and entry["accepted"] is None:
        site.store.run(
            "UPDATE whitelist SET accepted = ?, user = ? WHERE company = ? AND email = ?", now(), user, company, email
        )
    return {"id": user, "company": company, "role": role, "created": person is None}


def _entry(site: SimulatorSite, email: str) -> sqlite3.Row | None:
    return site.store.one(
        """SELECT w.* FROM whitelist w JOIN companies k ON k.id = w.company
           WHERE k.active AND w.email = ? ORDER BY w.rowid""",
        email,
    )


def _company_by_domain(site: SimulatorSite, email: str) -> str:
    row = site.store.one(
        """SELECT d.company FROM domains d JOIN companies k ON k.id = d.company
           WHERE k.active AND d.domain = ? ORDER BY d.rowid""",
        email.rpartition("@")[2],
    )
    if row is None:
        raise errors.NOT_WHITELISTED(email=email)
    return str(row["company"])


def _create(call: Call, company: str, email: str, role: str) -> str:
    name = email.partition("@")[0]
    with call.store.together():
        user = accounts.add(call.store, company=company, name=name, email=email, role=role)
        add_backend_user(call, user, company, name)
    return user
