"""Implements the command `keys`: every key pair of the tenants' users, with age, end and last use, without secrets."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from rich.table import Table
from rich.text import Text

from fleet.key_rows import KeyRow, key_rows
from fleet.stack.state import StateUnavailable, read_state

COLUMNS = ("tenant", "key pair", "user", "status", "age", "ends", "last used", "by")
UNKNOWN = (
    "unknown: labelled by this stack, but not in its state. The next `pulumi up --refresh` revokes those whose purpose "
    "is still in the tenant file; revoke others in ClearML."
)
MISSING = "missing: in the state, but not on the server. `pulumi up --refresh` creates them again."


def keys_table(stack: str, tenant: str | None, root: Path = Path()) -> tuple[Table, tuple[str, ...]]:
    """Return a table of key pairs, and notes. Raises StateUnavailable or ClearMLError."""
    rows, now = _read(stack, tenant, root)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in _cells(row, now)))
    statuses = {row.status for row in rows}
    return table, tuple(note for note in (UNKNOWN, MISSING) if note.partition(":")[0] in statuses)


def keys_json(stack: str, tenant: str | None, root: Path = Path()) -> str:
    """Return the same as JSON, with times in ISO 8601. Raises StateUnavailable or ClearMLError."""
    rows, _ = _read(stack, tenant, root)
    return json.dumps([asdict(row) for row in rows], indent=2, default=datetime.isoformat)


def _read(stack: str, tenant: str | None, root: Path) -> tuple[tuple[KeyRow, ...], datetime]:
    state = read_state(stack, root)
    if not state.connection:
        raise StateUnavailable(f"stack {stack} has no ClearML server in its state; run `pulumi up`")
    slugs = sorted(outputs["tenant"] for _, outputs in state.nouns("User"))
    if tenant is not None and tenant not in slugs:
        raise StateUnavailable(f"the state has no tenant {tenant}; it has {', '.join(slugs) or 'none'}")
    return key_rows(state, tenant)


def _cells(row: KeyRow, now: datetime) -> tuple[str, ...]:
    generation = "" if row.generation is None else f" g{row.generation}"
    age = "?" if row.created is None else _days(now - row.created)
    ends = "never" if row.ends is None else f"in {_days(row.ends - now)}" if row.ends > now else "ended"
    used = "never" if row.last_used is None else f"{_days(now - row.last_used)} ago"
    name = f"{row.purpose or '(no label)'}{generation}"
    return (row.tenant, name, row.owner, row.status, age, ends, used, row.used_by or "")


def _days(span: timedelta) -> str:
    """A length in whole days, or below two days in hours and minutes."""
    if span >= timedelta(days=2):
        return f"{span.days} days"
    minutes = max(0, int(span.total_seconds()) // 60)
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"
