"""Writes the members of a group that several companies share, without removing those of other companies.

permissions.add_or_update_user_group replaces the whole list of members. INF: whether permissions.get_user_groups shows
the members of all companies, and whether the list of one company replaces those of others. If the server shows only
the company's own members, writing what it shows could remove all others. One other tenant's view proves it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from providers.clearml.api.client import Client
from providers.clearml.api.errors import NotFound, Refused
from providers.clearml.api.member import Member
from providers.clearml.api.people import UserGroupRecord

_writers: dict[str, dict[str, Member]] = {}
"""Members that have written a group in this process, by group id and company."""
_scoped: WeakKeyDictionary[Client, bool] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True)
class GroupWrite:
    """A new list of members. `group` is what `member` sees now; `peers` are of other tenants that may share it."""

    member: Member
    group: UserGroupRecord
    peers: tuple[Member, ...]


def put_shared_group(client: Client, write: GroupWrite, fields: dict[str, Any]) -> None:
    """Write `fields`. Raises Refused before, or after restoring them, if members of another company would be lost."""
    hidden = _hidden(client, write)
    if hidden and not _is_scoped(client, write.member, next(iter(hidden[1]))):
        raise Refused(_only_own(write.group))
    client.put_user_group(write.member, write.group.id, fields)
    with _lock:
        _writers.setdefault(write.group.id, {})[write.member.company] = write.member
    if hidden:
        peer, members = hidden
        if members - _members(client, peer, write.group.id):
            client.put_user_group(peer, write.group.id, {"users": sorted(members)})
            raise Refused(f"{_only_own(write.group)}; the members of company {peer.company} were lost and are restored")


def _only_own(group: UserGroupRecord) -> str:
    return (
        f"the server shows only this company's members of group {group.name}, which other tenants share, so writing "
        "the list could remove theirs; remove the group from the tenant file and manage its members in ClearML"
    )


def _hidden(client: Client, write: GroupWrite) -> tuple[Member, frozenset[str]] | None:
    """Another tenant and its members of the group, if `member` does not see them."""
    for peer in _peers(write):
        members = _members(client, peer, write.group.id)
        if members:
            return (peer, members) if members - write.group.members else None
    return None


def _peers(write: GroupWrite) -> Iterable[Member]:
    with _lock:
        writers = dict(_writers.get(write.group.id, {}))
    known = {peer.company: peer for peer in write.peers} | writers
    return [peer for company, peer in known.items() if company != write.member.company]


def _members(client: Client, member: Member, group: str) -> frozenset[str]:
    try:
        groups = client.user_groups(member)
    except NotFound:
        return frozenset()
    return next((each.members for each in groups if each.id == group), frozenset())


def _is_scoped(client: Client, member: Member, foreign: str) -> bool:
    """Whether the server refuses users of other companies, so that a list is about its own company. Asked once.

    The question is a new group with a foreign user, which is deleted again if the server accepts it.
    """
    with _lock:
        if client not in _scoped:
            probe = uuid.uuid4().hex
            try:
                client.put_user_group(member, probe, {"name": f"probe-{probe[:8]}", "users": [foreign]})
            except NotFound:
                _scoped[client] = True
            else:
                client.delete_user_group(member, probe)
                _scoped[client] = False
        return _scoped[client]
