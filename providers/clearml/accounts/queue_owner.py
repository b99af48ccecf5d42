"""Decides whether this stack created a queue: its metadata has the label of the stack and tenant that created it."""

from typing import Any

from providers.clearml.api.models import QueueRecord

MARK = "clearml-platform"
"""Key in a queue's metadata; the value is the label of the stack and tenant that created the queue."""


def mark(label: str) -> dict[str, Any]:
    """Metadata of a new queue."""
    return {MARK: {"key": MARK, "type": "str", "value": label}}


def foreign_queue(queue: QueueRecord, label: str, *, absent_mark_allowed: bool = False) -> str | None:
    """Why a queue of the name is not this tenant's, and the way to take it over; None if it is this tenant's."""
    found = queue.metadata[MARK].value if MARK in queue.metadata else None
    if found == label or (found is None and absent_mark_allowed):
        return None
    owner = "nothing shows that this stack created it" if found is None else f"{found.rstrip(':')} created it"
    return (
        f"a queue with this name exists (id {queue.id}) and {owner}; set `adopt: {queue.id}` in its entry under "
        "workers.queues in the tenant file to take it over, or choose another name"
    )


def wrong_adoption(queue: QueueRecord | None, adopt: str, name: str) -> str | None:
    """Why `adopt` does not name the queue of this name; None if it does."""
    if queue is None:
        return f"the company has no queue {adopt}; correct `adopt`, or remove the line"
    if queue.name != name:
        return f"queue {queue.id} has the name {queue.name!r}; correct `adopt`, or the queue's key"
    return None
