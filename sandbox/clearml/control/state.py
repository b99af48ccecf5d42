"""A dump of everything that the simulator holds, without secrets, for tests."""

from sandbox.clearml.endpoints.login import domains_of
from sandbox.clearml.endpoints.queue_records import tasks_of
from sandbox.clearml.protocol.call import Json
from sandbox.clearml.store import Store, load


def dump(store: Store) -> Json:
    """Companies, users, credentials, queues, domains, whitelist and SSO configurations as plain rows."""
    return {
        "companies": [
            {
                "id": row["id"],
                "name": row["name"],
                "active": bool(row["active"]),
                "running": row["running"],
                "defaults": load(row["defaults"]),
                "custom_events": load(row["custom_events"]),
                "domains": domains_of(store, row["id"]),
            }
            for row in store.all("SELECT * FROM companies ORDER BY rowid")
        ],
        "users": _users(store),
        "credentials": _rows(store, "SELECT access_key, label, user, expires FROM credentials ORDER BY rowid"),
        "queues": [
            {
                "id": row["id"],
                "company": row["company"],
                "name": row["name"],
                "tags": load(row["tags"]),
                "system_tags": load(row["system_tags"]),
                "tasks": tasks_of(store, row["id"]),
            }
            for row in store.all("SELECT * FROM queues ORDER BY rowid")
        ],
        "domains": _rows(store, "SELECT company, domain FROM domains ORDER BY rowid"),
        "whitelist": _rows(store, "SELECT company, email, role, accepted, user FROM whitelist ORDER BY rowid"),
        "groups": _rows(store, "SELECT company, id, name, users FROM user_groups ORDER BY rowid"),
        "sso": _rows(
            store, "SELECT company, id, display_name, provider, active FROM sso_configurations ORDER BY rowid"
        ),
    }


def _users(store: Store) -> list[Json]:
    rows = store.all(
        "SELECT a.*, u.id IS NOT NULL AS backend FROM auth_users a LEFT JOIN users u ON u.id = a.id ORDER BY a.rowid"
    )
    flags = ("builtin", "internal", "service", "backend")
    return [
        {key: row[key] for key in ("id", "company", "name", "email", "role")}
        | {flag: bool(row[flag]) for flag in flags}
        for row in rows
    ]


def _rows(store: Store, statement: str) -> list[Json]:
    return [dict(row) for row in store.all(statement)]
