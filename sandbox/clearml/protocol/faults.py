"""Faults on demand: the kind of failure, the endpoint and the number of the call. Set by `/_sandbox/faults`."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from sandbox.clearml.protocol import errors, pages
from sandbox.clearml.protocol.call import Call
from sandbox.clearml.protocol.clock import new_id
from sandbox.clearml.protocol.envelope import Reply, frame
from sandbox.clearml.protocol.listener import Listener, reset

KINDS = (
    "refuse",
    "disconnect",
    "reset_after_write",
    "slow",
    "status",
    "error500",
    "unauthorized",
    "html200",
    "truncated",
    "null_data",
)
_WRITES_FIRST = ("reset_after_write", "truncated", "null_data")


class FaultError(ValueError):
    """A fault that cannot be set; the text is the reason."""


@dataclass(kw_only=True)
class Fault:
    """One fault. It strikes at the `nth` matching call from now on and at the calls after it, `times` in all.

    `endpoint` may contain `*`. `seconds` is the duration of `refuse` and `slow`. `when` makes `slow` wait before or
    after the handler. With `after_write` the handler runs before the fault strikes. `refuse` with `nth` 0 strikes
    at once.
    """

    endpoint: str = "*"
    nth: int = 1
    times: int = 1
    kind: str
    seconds: float = 1.0
    when: str = "before"
    status: int = 503
    retry_after: int | None = None
    after_write: bool | None = None
    id: str = field(default_factory=new_id)
    seen: int = 0

    @property
    def writes(self) -> bool:
        """Whether the handler runs before the fault strikes."""
        return self.kind in _WRITES_FIRST if self.after_write is None else self.after_write

    @property
    def spent(self) -> bool:
        """Whether the fault has struck for the last time."""
        return self.seen >= self.nth + self.times - 1

    @classmethod
    def parse(cls, raw: Any) -> "Fault":
        """A fault from its JSON form. Raises FaultError for an unknown key, kind or `when`."""
        try:
            fault = cls(**raw)
        except TypeError as exception:
            raise FaultError(str(exception)) from None
        if fault.kind not in KINDS:
            raise FaultError(f"unknown kind {fault.kind!r}, expected one of {', '.join(KINDS)}")
        if fault.when not in ("before", "after"):
            raise FaultError(f"unknown when {fault.when!r}, expected 'before' or 'after'")
        return fault


class Faults:
    """The armed faults in the order they were set."""

    def __init__(self) -> None:
        self.armed: list[Fault] = []

    def arm(self, fault: Fault) -> None:
        self.armed.append(fault)

    def clear(self) -> None:
        self.armed.clear()

    def strike(self, endpoint: str) -> Fault | None:
        """Count this call and return the first fault that is due."""
        due: Fault | None = None
        for fault in list(self.armed):
            if not fnmatchcase(endpoint, fault.endpoint):
                continue
            fault.seen += 1
            if due is None and fault.seen >= fault.nth:
                due = fault
            if fault.spent:
                self.armed.remove(fault)
        return due


@dataclass(frozen=True)
class Line:
    """The connection of one call."""

    transport: asyncio.Transport
    listener: Listener


async def perform(fault: Fault, call: Call, handle: Callable[[], Reply], line: Line) -> Reply | None:
    """Make the fault happen. Returns None if the connection is gone, so that there is nothing to answer."""
    if fault.kind == "slow":
        return await _slow(fault, handle)
    reply = handle() if fault.writes else None
    if fault.kind == "refuse":
        line.listener.refuse(fault.seconds)
    elif fault.kind == "disconnect":
        line.transport.close()
    elif fault.kind == "reset_after_write":
        reset(line.transport)
    else:
        return _spoiled(fault, call, reply)
    return None


async def _slow(fault: Fault, handle: Callable[[], Reply]) -> Reply:
    if fault.when == "before":
        await asyncio.sleep(fault.seconds)
        return handle()
    reply = handle()
    await asyncio.sleep(fault.seconds)
    return reply


def _spoiled(fault: Fault, call: Call, reply: Reply | None) -> Reply:
    if fault.kind == "status":
        return pages.ingress(fault.status, fault.retry_after)
    if fault.kind == "html200":
        return pages.web_application()
    if fault.kind == "unauthorized":
        expired = errors.INVALID_TOKEN("invalid jwt token", reason="Signature has expired")
        return frame(call, code=401, subcode=30, message=expired.message, data={})
    if fault.kind == "error500":
        return frame(call, code=500, subcode=0, message=errors.GENERAL().message, data={})
    whole = reply or frame(call, code=200, subcode=0, message="OK", data={})
    if fault.kind == "truncated":
        return replace(whole, body=whole.body[: len(whole.body) // 2])
    return frame(call, code=200, subcode=0, message="OK", data=None)
