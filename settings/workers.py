"""Owns where a tenant's work waits: its queues.

It must not say how many GPUs or pods serve a queue.
"""

from pydantic import Field, StrictBool

from settings.model import Model
from settings.types import ByKey, Line, QueueName, SortedSet, Tag


class Queue(Model):
    """One queue of a tenant (queues.create); the key is its name on the server."""

    display_name: Line | None = None
    """What people see in place of the name."""
    tags: SortedSet[Tag] = ()
    """Labels; order and repetitions mean nothing."""
    delete_when_not_empty: StrictBool = False
    """Whether the queue may be deleted while tasks wait in it; they return to the state before."""


class Workers(Model):
    """A tenant's queues."""

    queues: ByKey[QueueName, Queue] = Field(default_factory=dict)
    """Queue name: what is special about it."""
