"""UserGroup: a group of a tenant's users, or this tenant's members in a group that is somebody else's.

Endpoints: permissions.get_user_groups, add_or_update_user_group, delete_user_groups, get_company_users.
Members are managed one by one: the tenant's own admins put people into groups too, and those are theirs. The caller
chooses the id of a new group, so ours follows from company and name, and a lost answer does no harm.
The server knows the whole list of members only, and tenants may share a group: one at a time reads and writes it.
INF: permissions.get_user_groups shows the members from other companies too.
"""

import uuid
from collections.abc import Mapping
from threading import Lock
from typing import Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource
from pydantic import Field

from providers.clearml.api import people
from providers.clearml.api.errors import MemberGone, NotFound, NotKept, Refused
from providers.clearml.api.sets import LowerSet, SortedSet
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.notice import notice
from providers.clearml.shared.without_admin import accept_only_if_company_is_gone

OURS = uuid.UUID("0b6f3f6a-6a2e-5d0c-9f55-5b9f6f3f4c0e")
"""Namespace of our groups' ids; another one would make every group anew."""
_locks: dict[str, Lock] = {}
"""By group id. A program's groups are few, so none is ever taken out."""


class UserGroupProps(MemberProps):
    """`users` are lower-case e-mail addresses, `service_users` ids. `existing`: the group itself is not ours."""

    name: str = Field(min_length=1)
    description: str | None = None
    users: LowerSet = ()
    service_users: SortedSet = ()
    existing: bool = False


class UserGroupProvider(NounProvider[UserGroupProps, UserGroupProps]):
    """CRUD for UserGroup. The resource id is the group id."""

    props = UserGroupProps
    state = UserGroupProps
    replace_on = frozenset({"existing"})

    def title(self, props: UserGroupProps) -> str:
        return f"group {props.name}"

    def make(self, new: UserGroupProps) -> tuple[str, UserGroupProps]:
        """A group of our id is our own, from an earlier run; one that only has our name is not."""
        group = self._theirs(new) if new.existing else self._ours(new)
        self._put(group, new, dropped=frozenset())
        return group.id, new

    def find(self, id_: str, old: UserGroupProps) -> UserGroupProps | None:
        """A member of ours is missing only when the person has an account: it may still have to enter."""
        try:
            group, known = self._by_id(id_, old), self._known(old)
        except NotFound:
            return None
        if group is None:
            return None
        seen: dict[str, Any] = {
            "users": tuple(e for e in old.users if e not in known or known[e] in group.members),
            "service_users": tuple(user for user in old.service_users if user in group.members),
        }
        if not old.existing:
            seen |= {"name": group.name, "description": group.description or None}
        return old.model_copy(update=seen)

    def change(self, id_: str, old: UserGroupProps, new: UserGroupProps) -> UserGroupProps:
        group = self._by_id(id_, new)
        if group is None:
            raise Refused("the group is gone; run `pulumi up --refresh`")
        known = self._known(new)
        self._put(group, new, dropped=_ids(old, known) - _ids(new, known))
        return new

    def remove(self, id_: str, old: UserGroupProps) -> None:
        """Somebody else's group stays, without our members."""
        try:
            if not old.existing:
                self.client.delete_user_group(old.member, id_)
                return
            ours = _ids(old, self._known(old))
            with _lock_of(id_):
                group = self._by_id(id_, old)
                if group is not None:
                    self.client.put_user_group(old.member, id_, {"users": sorted(group.members - ours)})
        except MemberGone:
            accept_only_if_company_is_gone(self.client, old.member)

    def _put(self, found: people.UserGroupRecord, wanted: UserGroupProps, *, dropped: frozenset[str]) -> None:
        """Write into the group that was found, as it is by now, and read back: another program may write it too."""
        known = self._known(wanted)
        ours = _ids(wanted, known)
        own = {} if wanted.existing else {"name": wanted.name, "description": wanted.description or ""}
        with _lock_of(found.id):
            group = self._by_id(found.id, wanted) or found
            users = sorted((group.members - dropped) | ours)
            self.client.put_user_group(wanted.member, group.id, {"users": users, **own})
            live = self._by_id(group.id, wanted)
        lost = ours - (live.members if live is not None else frozenset())
        if lost:
            message = f"the server took the members of group {group.id} and did not keep {', '.join(sorted(lost))}"
            raise NotKept(f"{message}; run `pulumi up --refresh`")
        waiting = [email for email in wanted.users if email not in known]
        if waiting:
            text = f"group {wanted.name}: {', '.join(waiting)} did not enter yet; `pulumi up --refresh` adds them then"
            notice(wanted.tenant, text)

    def _ours(self, new: UserGroupProps) -> people.UserGroupRecord:
        id_ = _own_id(new)
        groups = self.client.user_groups(new.member)
        for group in groups:
            if group.id == id_:
                return group
        for group in groups:
            if group.name == new.name:
                message = f"a group of this name exists (id {group.id}) and is not ours"
                raise Refused(f"{message}; put `existing: true` beside it to manage its members only, or rename yours")
        return people.UserGroupRecord(id=id_, name=new.name)

    def _theirs(self, new: UserGroupProps) -> people.UserGroupRecord:
        found = next((group for group in self.client.user_groups(new.member) if group.name == new.name), None)
        if found is None:
            raise Refused("there is no group of this name; take `existing: true` away to have it made")
        if found.id == _own_id(new):
            raise Refused("the group is this program's own; take `existing: true` away")
        if not found.assignable:
            message = "the server lets nobody be put into this group"
            raise Refused(
                f"{message}; for a group over all tenants set `assignable: true` where the server is configured"
            )
        return found

    def _by_id(self, id_: str, props: UserGroupProps) -> people.UserGroupRecord | None:
        return next((group for group in self.client.user_groups(props.member) if group.id == id_), None)

    def _known(self, props: UserGroupProps) -> dict[str, str]:
        return {user.email.lower(): user.id for user in self.client.company_users(props.member) if user.email}


def _lock_of(group: str) -> Lock:
    return _locks.setdefault(group, Lock())


def _own_id(props: UserGroupProps) -> str:
    return uuid.uuid5(OURS, f"{props.member.company}/{props.name}").hex


def _ids(props: UserGroupProps, known: Mapping[str, str]) -> frozenset[str]:
    return frozenset(known[email] for email in props.users if email in known) | frozenset(props.service_users)


class UserGroup(Resource, module="clearml", name="UserGroup"):
    """A group of users. `id` is the group id. State type: pulumi-python:dynamic/clearml:UserGroup."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(UserGroupProvider(), name, dict(args), opts)
