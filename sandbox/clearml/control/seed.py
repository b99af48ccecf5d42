"""The seed file: built-in users with their keys, and the companies and users that a test or demo starts with.

At every start, built-in users (role system or root) are reset to the seed's state, as the server does with
`secure.credentials`; those that are no longer in the seed are deleted. All else is added once per data file.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any

from sandbox.clearml.endpoints import credentials, queue_records
from sandbox.clearml.protocol.call import SYSTEM_ROLES, Json
from sandbox.clearml.protocol.clock import new_id, now
from sandbox.clearml.settings import DEFAULT_COMPANY, DEFAULT_COMPANY_NAME, SimulatorSettings
from sandbox.clearml.store import Store


class SeedError(Exception):
    """A seed file that cannot be used; the text names file and entry."""


def read(file: Path) -> Json:
    """Parse the seed file. Raises SeedError."""
    try:
        seed = json.loads(file.read_text())
    except (OSError, ValueError) as exception:
        raise SeedError(f"{file}: {exception}") from None
    if not isinstance(seed, dict):
        raise SeedError(f"{file}: expected a JSON object with companies and users")
    for kind in ("companies", "users"):
        for entry in seed.get(kind, []):
            _check(file, kind, entry)
    return seed


def _check(file: Path, kind: str, entry: Any) -> None:
    if not isinstance(entry, dict) or not (entry.get("id") or entry.get("name")):
        raise SeedError(f"{file}: every entry of {kind} needs an id or a name")
    for pair in entry.get("credentials") or []:
        if not isinstance(pair, dict) or not {"access_key", "secret_key"} <= set(pair):
            raise SeedError(f"{file}: credentials of {entry.get('id') or entry['name']} need access_key and secret_key")


def apply(store: Store, settings: SimulatorSettings, seed: Json | None) -> None:
    """Bring the store to its initial state. Without a seed, built-in users of an earlier start stay.

    Raises SeedError if the seed contradicts itself or the data file, for instance by a duplicate e-mail.
    """
    try:
        _apply(store, settings, seed)
    except sqlite3.IntegrityError as exception:
        raise SeedError(f"the seed does not fit the data file: {exception}") from None


def _apply(store: Store, settings: SimulatorSettings, seed: Json | None) -> None:
    with store.together():
        _add_company(store, {"id": DEFAULT_COMPANY, "name": DEFAULT_COMPANY_NAME})
        if not store.count("SELECT count(*) FROM queues WHERE company = ?", DEFAULT_COMPANY):
            queue_records.add(store, DEFAULT_COMPANY, "default", system_tags=["default"])
        if seed is None:
            return
        for company in seed.get("companies", []):
            _add_company(store, company)
        users = seed.get("users", [])
        _drop_builtins(store, [user for user in users if user.get("role") in SYSTEM_ROLES])
        for user in users:
            if user.get("role") in SYSTEM_ROLES:
                _put_builtin(store, user)
            else:
                _add_user(store, settings, user)


def _first_time(store: Store, key: str) -> bool:
    return bool(store.run("INSERT OR IGNORE INTO seeded VALUES (?)", key))


def _add_company(store: Store, company: Json) -> None:
    key = company.get("id") or new_id()
    if _first_time(store, f"company {company.get('id') or company['name']}"):
        store.insert("companies", id=key, name=company.get("name", key), created=now())


def _drop_builtins(store: Store, seeded: list[Json]) -> None:
    """Delete built-in users, and keys of built-in users, that are not in the seed."""
    users = [_builtin_id(user) for user in seeded]
    keys = [pair["access_key"] for user in seeded for pair in user.get("credentials") or []]
    for row in store.all("SELECT id FROM auth_users WHERE builtin"):
        for pair in store.all("SELECT access_key FROM credentials WHERE user = ?", row["id"]):
            if pair["access_key"] not in keys:
                store.run("DELETE FROM credentials WHERE access_key = ?", pair["access_key"])
        if row["id"] not in users:
            store.run("DELETE FROM auth_users WHERE id = ?", row["id"])


def _builtin_id(user: Json) -> str:
    return str(user.get("id") or f"__{user['name']}__")


def _put_builtin(store: Store, user: Json) -> None:
    key = _builtin_id(user)
    name = user.get("name") or key.strip("_")
    store.run(
        """INSERT INTO auth_users (id, company, name, email, role, created, builtin) VALUES (?,?,?,?,?,?,1)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, role = excluded.role""",
        *(key, DEFAULT_COMPANY, name, user.get("email") or f"{key.strip('_')}@example.com", user["role"], now()),
    )
    _put_keys(store, key, user)


def _add_user(store: Store, settings: SimulatorSettings, user: Json) -> None:
    key = user.get("id") or new_id()
    if not _first_time(store, f"user {user.get('id') or user.get('email') or user['name']}"):
        return
    company, name = user.get("company") or DEFAULT_COMPANY, user.get("name", key)
    role = user.get("role") or "user"
    store.insert("auth_users", id=key, company=company, name=name, email=user.get("email"), role=role, created=now())
    store.insert("users", id=key, company=company, name=name, created_in_version=settings.server_version, created=now())
    _put_keys(store, key, user)


def _put_keys(store: Store, key: str, user: Json) -> None:
    pairs: list[Any] = user.get("credentials") or []
    for pair in pairs:
        credentials.put(store, key, pair["access_key"], pair["secret_key"], label=pair.get("label"))


def builtin_names(store: Store) -> frozenset[str]:
    """Names of the users for whom the API neither makes nor revokes keys."""
    return frozenset(row["id"].strip("_") for row in store.all("SELECT id FROM auth_users WHERE builtin"))


def secure_section(seed: Json | None) -> Json:
    """The `secure.credentials` part of server.config, from the seed of this start."""
    users = (seed or {}).get("users", [])
    return {
        str(user.get("id") or user["name"]).strip("_"): {
            "role": user["role"],
            "user_key": pair["access_key"],
            "user_secret": pair["secret_key"],
        }
        for user in users
        if user.get("role") in SYSTEM_ROLES
        for pair in (user.get("credentials") or [])[:1]
    }
