"""Paths of a queue's keys, as `blueprint.settings.checking.explain` writes paths in messages."""

from blueprint.settings.checking.explain import dotted


def queue_path(name: str, *keys: str) -> str:
    """Return the path of a queue, or of a key below it."""
    return dotted(("workers", "queues", name, *keys))
