"""The log of API calls, for tests: time, caller, endpoint, body without secrets, and answer."""

import re
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, now
from sandbox.clearml.protocol.envelope import Reply

_LIMIT = 50_000
_SECRET = re.compile(r"secret|password|token", re.IGNORECASE)
REMOVED = "<removed>"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One call.

    `user` is the acting user, `caller` the user whose credentials were used. `status` is None if the connection broke.
    """

    sequence: int
    time: str
    endpoint: str
    method: str
    path: str
    caller: str | None
    user: str | None
    impersonation: str | None
    status: int | None
    subcode: int | None
    body: Any
    trx: str
    fault: str | None


class CallLog:
    """The newest calls, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_LIMIT)
        self._sequence = 0

    def add(self, call: Call, reply: Reply | None, endpoint: str, fault: str | None) -> None:
        """Append one call; `reply` is None if the connection broke."""
        self._sequence += 1
        entry = Entry(
            sequence=self._sequence,
            time=iso(now()),
            endpoint=endpoint,
            method=call.request.method,
            path=call.request.path,
            caller=call.caller.user if call.caller else None,
            user=call.identity.user if call.caller else None,
            impersonation=call.impersonation,
            status=reply.status if reply else None,
            subcode=reply.subcode if reply else None,
            body=without_secrets(call.data),
            trx=call.trx,
            fault=fault,
        )
        self._entries.append(entry)

    def shown(self, since: int = 0) -> list[Json]:
        """Entries after that sequence number."""
        return [asdict(entry) for entry in self._entries if entry.sequence > since]

    def clear(self) -> None:
        self._entries.clear()


def without_secrets(value: Any) -> Any:
    """A copy in which every value under a secret-looking key is replaced."""
    if isinstance(value, dict):
        return {
            key: REMOVED if _SECRET.search(str(key)) and inner is not None else without_secrets(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value
