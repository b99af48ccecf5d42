"""Remembers which users are admins in this run, so that the deletion of a replaced resource does not delete one.

The engine deletes a replaced resource at the end of the run, or of a later one if the run was interrupted. If the
tenant file names the earlier admin again by then, the replaced resource and the current one are the same user.
"""

from weakref import WeakKeyDictionary

from providers.clearml.api.client import Client

_users: WeakKeyDictionary[Client, set[str]] = WeakKeyDictionary()
"""User ids by client; a client lives as long as the plugin process, and so as the run."""


def mark_current(client: Client, user: str) -> None:
    """Record that a tenant file asks for this user."""
    _users.setdefault(client, set()).add(user)


def is_current(client: Client, user: str) -> bool:
    """Whether a tenant file asks for this user in this run."""
    return user in _users.get(client, ())
