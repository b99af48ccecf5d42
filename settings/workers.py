"""Owns where a tenant's work waits: its queues.

It must not say how many GPUs or pods serve a queue.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool

from settings.expect import mismatch
from settings.model import Model
from settings.types import Line, QueueName, SortedSet, Tag


def _distinct_names(raw: object) -> object:
    """Two keys that differ in blanks only would become one queue, and one of them would be lost in silence."""
    if not isinstance(raw, Mapping):
        return {} if raw is None else raw
    seen: set[str] = set()
    for key in raw:
        name = str(key).strip()
        if name in seen:
            raise mismatch("each queue once", found=f"'{name}' twice, with different blanks")
        seen.add(name)
    return raw


class Queue(Model):
    """One queue of a tenant (queues.create); the key is its name on the server."""

    display_name: Line | None = None
    """What people see in place of the name."""
    tags: SortedSet[Tag] = ()
    """Labels; order and repetitions mean nothing."""
    delete_when_not_empty: StrictBool = False
    """Whether the queue may be deleted while tasks wait in it; they return to the state before."""


def _by_name(queues: Mapping[str, Queue]) -> Mapping[str, Queue]:
    return dict(sorted(queues.items()))


class Workers(Model):
    """A tenant's queues."""

    queues: Annotated[Mapping[QueueName, Queue], BeforeValidator(_distinct_names), AfterValidator(_by_name)] = Field(
        default_factory=dict
    )
    """Queue name: what is special about it."""
