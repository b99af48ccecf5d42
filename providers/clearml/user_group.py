"""UserGroup: a group of a tenant's users, or the tenant's members in an existing group.

Endpoints: permissions.get_user_groups, add_or_update_user_group, delete_user_groups, get_company_users.
Only the members in the inputs are managed: members that the tenant's admins add stay. The caller chooses the id of a
new group. It is derived from company and name, so a create call can safely be repeated after a lost answer.
The server replaces the whole list of members, and tenants may share a group, so updates of one group are serialised,
and those of an existing group are checked against another tenant's view (shared_groups.py).
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource
from pydantic import Field

from providers.clearml.accounts.group_owner import foreign_group, own_group_id
from providers.clearml.accounts.shared_groups import GroupWrite, put_shared_group
from providers.clearml.api import people
from providers.clearml.api.errors import NotFound, NotKept, Refused
from providers.clearml.api.member import Member
from providers.clearml.api.sets import LowerSet, SortedSet
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.notice import notice
from providers.clearml.shared.without_admin import on_behalf

_locks: dict[str, Lock] = {}
"""One lock per group id. Never cleaned up, because a stack has few groups."""


class UserGroupProps(MemberProps):
    """Inputs of a group.

    `users` are lower-case e-mail addresses, `service_users` are ids. Without `description`, the server's stays. With
    `existing`, only the members are managed, in a group that is created and deleted elsewhere.
    `peers` are members of other tenants that may share it.
    """

    name: str = Field(min_length=1)
    description: str | None = None
    users: LowerSet = ()
    service_users: SortedSet = ()
    existing: bool = False
    peers: tuple[Member, ...] = Field(default=(), exclude=True)


class UserGroupState(UserGroupProps):
    """Adds `witness`: a member of another tenant that shared the existing group when its members were written."""

    witness: Member | None = None


class UserGroupProvider(NounProvider[UserGroupProps, UserGroupState]):
    """Provider of UserGroup. The resource id is the group id."""

    props = UserGroupProps
    state = UserGroupState
    create_only = frozenset({"peers"})
    replace_on = frozenset({"existing"})

    def title(self, props: UserGroupProps) -> str:
        return f"group {props.name}"

    def create_object(self, new: UserGroupProps) -> tuple[str, UserGroupState]:
        """Create the group, or write to a group with the derived id, which an earlier run created."""
        group = self._existing_group(new) if new.existing else self._own_group(new)
        self._put(group, new, removed=frozenset())
        return group.id, _state(new)

    def read_object(self, id_: str, old: UserGroupState) -> UserGroupState | None:
        """Read the group. A user without an account does not count as missing: the first login is still to come."""
        try:
            group, accounts = self._by_id(id_, old), self._accounts(old)
        except NotFound:
            return None
        if group is None:
            return None
        current: dict[str, Any] = {
            "users": tuple(e for e in old.users if e not in accounts or accounts[e] in group.members),
            "service_users": tuple(user for user in old.service_users if user in group.members),
        }
        if not old.existing:
            current |= {"name": group.name}
            current |= {} if old.description is None else {"description": group.description or None}
        return old.model_copy(update=current)

    def update_object(self, id_: str, old: UserGroupState, new: UserGroupProps) -> UserGroupState:
        group = self._by_id(id_, new)
        if group is None:
            raise Refused(f"group {id_} no longer exists on the server; run `pulumi up --refresh` to create it again")
        accounts = self._accounts(new)
        self._put(group, new, removed=_ids(old, accounts) - _ids(new, accounts))
        return _state(new, old.witness)

    def delete_object(self, id_: str, old: UserGroupState) -> None:
        """Delete the group; from an existing group, only remove the managed members."""
        on_behalf(self.client, old.tenant, old.member, lambda m: self._leave(id_, old.model_copy(update={"member": m})))

    def _leave(self, id_: str, old: UserGroupState) -> None:
        if not old.existing:
            self.client.delete_user_group(old.member, id_)
            return
        managed = _ids(old, self._accounts(old))
        with _lock_of(id_):
            group = self._by_id(id_, old)
            if group is not None and managed & group.members:
                peers = () if old.witness is None else (old.witness,)
                self._write(old, group, peers, {"users": sorted(group.members - managed)})

    def _put(self, group: people.UserGroupRecord, new: UserGroupProps, *, removed: frozenset[str]) -> None:
        """Write the group with its current members and read it back, because another program may also write to it."""
        accounts = self._accounts(new)
        managed = _ids(new, accounts)
        texts = {} if new.existing else {"name": new.name}
        texts |= {} if new.description is None else {"description": new.description}
        with _lock_of(group.id):
            current = self._by_id(group.id, new) or group
            users = sorted((current.members - removed) | managed)
            self._write(new, current, new.peers, {"users": users, **texts})
            live = self._by_id(group.id, new)
        missing = managed - (live.members if live is not None else frozenset())
        if missing:
            message = (
                f"the server accepted the members of group {group.id} but did not keep {', '.join(sorted(missing))}"
            )
            raise NotKept(f"{message}; run `pulumi up --refresh`")
        self._report_pending(new, accounts)

    def _write(
        self,
        props: UserGroupProps,
        group: people.UserGroupRecord,
        peers: tuple[Member, ...],
        fields: dict[str, Any],
    ) -> None:
        if not props.existing:
            self.client.put_user_group(props.member, group.id, fields)
            return
        put_shared_group(self.client, GroupWrite(props.member, group, peers), fields)

    def _report_pending(self, new: UserGroupProps, accounts: Mapping[str, str]) -> None:
        pending = [email for email in new.users if email not in accounts]
        if pending:
            text = f"group {new.name}: {', '.join(pending)} not added, because they have not logged in yet"
            notice(new.tenant, f"{text}; after their first login run `pulumi up --refresh`")

    def _own_group(self, new: UserGroupProps) -> people.UserGroupRecord:
        id_, groups = _own_id(new), self.client.user_groups(new.member)
        problem = foreign_group(groups, new.member.company, new.name)
        if problem is not None:
            raise Refused(problem)
        return next((group for group in groups if group.id == id_), people.UserGroupRecord(id=id_, name=new.name))

    def _existing_group(self, new: UserGroupProps) -> people.UserGroupRecord:
        group = next((group for group in self.client.user_groups(new.member) if group.name == new.name), None)
        if group is None:
            raise Refused("no group has this name; remove `existing: true` to create it")
        if group.id == _own_id(new):
            raise Refused("this stack created the group; remove `existing: true`")
        if not group.assignable:
            message = "the server does not allow adding members to this group"
            raise Refused(f"{message}; for a group across all tenants set `assignable: true` in the server's settings")
        return group

    def _by_id(self, id_: str, props: UserGroupProps) -> people.UserGroupRecord | None:
        return next((group for group in self.client.user_groups(props.member) if group.id == id_), None)

    def _accounts(self, props: UserGroupProps) -> dict[str, str]:
        """User ids of the company by lower-case e-mail."""
        return {user.email.lower(): user.id for user in self.client.company_users(props.member) if user.email}


def _state(props: UserGroupProps, witness: Member | None = None) -> UserGroupState:
    return UserGroupState(**dict(props), witness=props.peers[0] if props.existing and props.peers else witness)


def _lock_of(group: str) -> Lock:
    return _locks.setdefault(group, Lock())


def _own_id(props: UserGroupProps) -> str:
    return own_group_id(props.member.company, props.name)


def _ids(props: UserGroupProps, accounts: Mapping[str, str]) -> frozenset[str]:
    return frozenset(accounts[email] for email in props.users if email in accounts) | frozenset(props.service_users)


class UserGroup(Resource, module="clearml", name="UserGroup"):
    """A group of users. `id` is the group id. State type: pulumi-python:dynamic/clearml:UserGroup."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(UserGroupProvider(), name, dict(args), opts)
