"""The SQLite file behind the simulator: schema, connection and small helpers. The statements are in `endpoints`.

There is one connection, used from the event loop only, so calls never interleave.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS seeded (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS companies (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1, created INTEGER NOT NULL,
    defaults TEXT NOT NULL DEFAULT '{}', custom_events TEXT NOT NULL DEFAULT '{}',
    running INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS reports (
    company TEXT PRIMARY KEY, workers INTEGER NOT NULL, routes INTEGER NOT NULL, until INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS auth_users (
    id TEXT PRIMARY KEY, company TEXT NOT NULL, name TEXT NOT NULL, email TEXT UNIQUE, role TEXT NOT NULL,
    created INTEGER NOT NULL, builtin INTEGER NOT NULL DEFAULT 0, internal INTEGER NOT NULL DEFAULT 0,
    service INTEGER NOT NULL DEFAULT 0, runs_as_owner INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS users (
    id TEXT PRIMARY KEY, company TEXT NOT NULL, name TEXT NOT NULL, family_name TEXT, given_name TEXT, avatar TEXT,
    preferences TEXT NOT NULL DEFAULT '', created_in_version TEXT NOT NULL, created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS credentials (
    access_key TEXT NOT NULL, user TEXT NOT NULL, secret_hash TEXT NOT NULL, label TEXT, created INTEGER NOT NULL,
    expires INTEGER, last_used INTEGER, last_used_from TEXT, PRIMARY KEY (access_key));
CREATE INDEX IF NOT EXISTS credentials_user ON credentials (user);
CREATE TABLE IF NOT EXISTS queues (
    id TEXT PRIMARY KEY, company TEXT NOT NULL, name TEXT NOT NULL, display_name TEXT, created INTEGER NOT NULL,
    tags TEXT NOT NULL, system_tags TEXT NOT NULL, last_update INTEGER NOT NULL, metadata TEXT NOT NULL,
    UNIQUE (company, name));
CREATE TABLE IF NOT EXISTS queue_entries (
    queue TEXT NOT NULL, task TEXT NOT NULL, added INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (queue, task));
CREATE TABLE IF NOT EXISTS domains (company TEXT NOT NULL, domain TEXT NOT NULL, UNIQUE (company, domain));
CREATE TABLE IF NOT EXISTS whitelist (
    company TEXT NOT NULL, email TEXT NOT NULL, role TEXT NOT NULL, added INTEGER NOT NULL, accepted INTEGER,
    user TEXT, UNIQUE (company, email));
CREATE TABLE IF NOT EXISTS user_groups (
    id TEXT NOT NULL, company TEXT NOT NULL, name TEXT NOT NULL, description TEXT, users TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (id));
CREATE TABLE IF NOT EXISTS sso_configurations (
    company TEXT NOT NULL, id TEXT NOT NULL, display_name TEXT NOT NULL, provider TEXT NOT NULL,
    active INTEGER NOT NULL, last_update INTEGER NOT NULL, UNIQUE (company, id));
"""


class Store:
    """The open data file, created if it does not exist. Its content survives a restart."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        # In WAL mode a killed process loses nothing. A power cut may lose the last writes, which tests can bear.
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;")
        self._connection.executescript(SCHEMA)
        self.token_secret = self._constant("token_secret", secrets.token_urlsafe(48))
        self.server_uid = self._constant("server_uid", secrets.token_hex(16))

    def one(self, statement: str, *values: object) -> sqlite3.Row | None:
        """The first row, or None."""
        row: sqlite3.Row | None = self._connection.execute(statement, values).fetchone()
        return row

    def all(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Every row."""
        return self._connection.execute(statement, values).fetchall()

    def count(self, statement: str, *values: object) -> int:
        """The number in the first column of the first row."""
        return int(self._connection.execute(statement, values).fetchone()[0])

    def run(self, statement: str, *values: object) -> int:
        """Execute and return the number of affected rows. Raises sqlite3.IntegrityError for a duplicate."""
        return self._connection.execute(statement, values).rowcount

    def insert(self, table: str, **columns: object) -> None:
        """Add one row. Table and column names are literals in the code; they never come from a request."""
        names, places = ", ".join(columns), ", ".join("?" * len(columns))
        self.run(f"INSERT INTO {table} ({names}) VALUES ({places})", *columns.values())  # noqa: S608 - see above

    def change(self, table: str, id_: str, **columns: object) -> int:
        """Set columns of the row with that id and return 1, or 0 without such a row. Names as in `insert`."""
        changes = ", ".join(f"{name} = ?" for name in columns)
        return self.run(f"UPDATE {table} SET {changes} WHERE id = ?", *columns.values(), id_)  # noqa: S608 - see above

    @contextmanager
    def together(self) -> Iterator[None]:
        """All statements inside succeed or none does."""
        self._connection.execute("SAVEPOINT together")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO together")
            raise
        finally:
            self._connection.execute("RELEASE together")

    def close(self) -> None:
        self._connection.close()

    def _constant(self, key: str, fresh: str) -> str:
        self.run("INSERT OR IGNORE INTO meta VALUES (?, ?)", key, fresh)
        row = self.one("SELECT value FROM meta WHERE key = ?", key)
        return str(row["value"]) if row else fresh


def dump(value: object) -> str:
    """JSON text of a column."""
    return json.dumps(value)


def load(text: str) -> Any:
    """The value of a JSON column."""
    return json.loads(text)
