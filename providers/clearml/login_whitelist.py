"""LoginWhitelist: individual e-mail addresses that log in to this tenant, as users or as admins.

Endpoints: login.get_settings, add_whitelist_entries, remove_whitelist_entries, get_whitelist; as the tenant's admin.
Only the entries in the inputs are managed: the tenant's admins invite people with entries of their own, which stay.
An entry carries no label. One that was there before this stack listed its address is left as it is and is never
removed, unless `adopt` lists it. The role of an entry matters until the first login; later the user has the role.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource
from pydantic import Field

from providers.clearml.api.errors import NotFound, NotKept, Refused
from providers.clearml.api.models import WhitelistEntry
from providers.clearml.api.sets import LowerSet
from providers.clearml.login.handover import Released, ReleasedLogin, take_address, take_all_logins
from providers.clearml.login.invitations import foreign_invitation
from providers.clearml.login.routing import refuse_foreign
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.notice import notice
from providers.clearml.shared.without_admin import on_behalf

Entries = Mapping[str, WhitelistEntry]
"""Whitelist entries of a company by lower-case e-mail."""
IN_UI = "in ClearML (Settings > Users & Groups)"


class LoginWhitelistProps(MemberProps):
    """`users` and `admins` are lower-case e-mail addresses. No address is in both. `adopt` are those to take over.

    Other tenants of this stack give up the entries `released` and the admins' logins `logins` in this run.
    """

    users: LowerSet = ()
    admins: LowerSet = ()
    adopt: LowerSet = ()
    released: dict[str, Released] = Field(default_factory=dict, exclude=True)
    logins: dict[str, ReleasedLogin] = Field(default_factory=dict, exclude=True)

    @property
    def roles(self) -> dict[str, str]:
        """Role at first login by e-mail address."""
        return dict.fromkeys(self.users, "user") | dict.fromkeys(self.admins, "admin")


class LoginWhitelistState(LoginWhitelistProps):
    """Adds `found`: the listed addresses whose entries this stack did not create.

    `other_roles` are entries that have neither role on the server, only after a read.
    """

    found: LowerSet = ()
    other_roles: dict[str, str] = Field(default_factory=dict)

    @property
    def own(self) -> frozenset[str]:
        """The entries that this stack created or took over."""
        return frozenset((*self.users, *self.admins, *self.other_roles)) - frozenset(self.found)


class LoginWhitelistProvider(NounProvider[LoginWhitelistProps, LoginWhitelistState]):
    """Provider of LoginWhitelist. The resource id is the company id."""

    props = LoginWhitelistProps
    state = LoginWhitelistState
    create_only = frozenset({"released", "logins"})

    def title(self, props: LoginWhitelistProps) -> str:
        return f"login whitelist ({len(props.users)} users, {len(props.admins)} admins)"

    def create_object(self, new: LoginWhitelistProps) -> tuple[str, LoginWhitelistState]:
        return new.member.company, self._write(new, own=frozenset(), previous={})

    def read_object(self, id_: str, old: LoginWhitelistState) -> LoginWhitelistState | None:
        try:
            entries = self._entries(old)
        except NotFound:
            return None
        listed = {**old.roles, **old.other_roles}
        live = {email: self._first_role(old, entries[email], listed[email]) for email in listed if email in entries}
        current = {
            "users": tuple(email for email, role in live.items() if role == "user"),
            "admins": tuple(email for email, role in live.items() if role == "admin"),
            "other_roles": {email: role for email, role in live.items() if role not in ("user", "admin")},
            "found": tuple(email for email in old.found if email in live),
        }
        return old.model_copy(update=current)

    def update_object(self, id_: str, old: LoginWhitelistState, new: LoginWhitelistProps) -> LoginWhitelistState:
        """Update the entries. A changed role is a removal and an addition; neither affects a user who has logged in."""
        self._leave(old, sorted({*old.own, *old.found} - new.roles.keys()))
        return self._write(new, own=old.own, previous=old.roles)

    def delete_object(self, id_: str, old: LoginWhitelistState) -> None:
        emails = sorted({*old.own, *old.found})
        on_behalf(
            self.client, old.tenant, old.member, lambda m: self._leave(old.model_copy(update={"member": m}), emails)
        )

    def _write(self, new: LoginWhitelistProps, own: frozenset[str], previous: Mapping[str, str]) -> LoginWhitelistState:
        """Add what is missing and correct roles. `own` are the entries that may be changed, `previous` their roles."""
        entries = self._entries(new) if new.roles else {}
        everything = self.client.connection.resume_unfinished
        own = frozenset(new.roles) if everything else own | frozenset(new.adopt)
        pending = [email for email in new.roles if email in entries and not entries[email].accepted]
        roles = {email: self._first_role(new, entries[email], new.roles[email]) for email in pending}
        changed = {email: role for email, role in roles.items() if role != new.roles[email]}
        _refuse_others(new, {email: role for email, role in changed.items() if email not in own})
        _report_roles(new, entries, previous)
        self._remove(new, sorted(changed))
        self._add(new, {email: r for email, r in new.roles.items() if email not in entries or email in changed})
        found = tuple(email for email in new.roles if email in entries and email not in own)
        return LoginWhitelistState(**dict(new), found=found)

    def _add(self, new: LoginWhitelistProps, missing: Mapping[str, str]) -> None:
        company = new.member.company
        take_all_logins(self.client, new.tenant, company, {e: new.logins[e] for e in missing if e in new.logins})
        for email in missing:
            if email in new.released:
                take_address(self.client, company, email, new.released[email])
        refuse_foreign(self.client, company, missing, lambda email: self.client.routes(email=email))
        for role in sorted(set(missing.values())):
            self.client.add_whitelist_entries(new.member, [e for e, r in missing.items() if r == role], role)
        ignored = sorted(missing.keys() - self._entries(new).keys()) if missing else []
        if ignored:
            message = f"the server accepted the whitelist entries but did not keep {', '.join(ignored)}"
            raise NotKept(f"{message}; the address may belong to another tenant: remove it there, or here")

    def _leave(self, old: LoginWhitelistState, emails: Iterable[str]) -> None:
        """Remove the entries that this stack created, and report those that stay."""
        entries = self._entries(old)
        present = [email for email in emails if email in entries]
        self._remove(old, [e for e in present if e not in old.found and not entries[e].accepted])
        for email in present:
            if entries[email].accepted:
                text = "has already logged in, so the whitelist entry and the user both stay; change or delete the user"
                notice(old.tenant, f"{email} {text} {IN_UI}")
            elif email in old.found:
                text = "was invited before this stack listed the address, so the whitelist entry stays; remove it"
                notice(old.tenant, f"{email} {text} {IN_UI}")

    def _remove(self, props: LoginWhitelistProps, emails: list[str]) -> None:
        """Remove pending entries and read them back, because the server keeps one whose user has just logged in."""
        if not emails:
            return
        self.client.remove_whitelist_entries(props.member, emails)
        live = self._entries(props)
        kept = [email for email in emails if email in live and not live[email].accepted]
        if kept:
            message = f"the server accepted the removal of whitelist entries but did not remove {', '.join(kept)}"
            raise NotKept(f"{message}; they can still log in: remove them {IN_UI}, then run `pulumi up` again")

    def _first_role(self, props: LoginWhitelistProps, entry: WhitelistEntry, listed: str) -> str:
        """Role of a pending entry. After the first login, and if the server reports no role, that is `listed`."""
        if entry.accepted:
            return listed
        if entry.role is not None:
            return entry.role
        email = entry.email.lower()
        rows = [row for row in self.client.routes(email=email) if row.company == props.member.company]
        return next((row.first_role for row in rows if row.first_role is not None), listed)

    def _entries(self, props: LoginWhitelistProps) -> dict[str, WhitelistEntry]:
        return {e.email.lower(): e for e in self.client.get_login_settings(props.member).whitelist_entries}


def _refuse_others(new: LoginWhitelistProps, roles: Mapping[str, str]) -> None:
    """Raise Refused if entries that this stack did not create have another role than the file's."""
    for email, role in sorted(roles.items()):
        raise Refused(foreign_invitation(email, role, new.roles[email]))


def _report_roles(new: LoginWhitelistProps, entries: Entries, previous: Mapping[str, str]) -> None:
    """Report newly listed addresses whose user has logged in with another role: the entry no longer decides it."""
    for email, role in new.roles.items():
        entry = entries.get(email)
        live = entry.role if entry is not None and entry.accepted else None
        if live not in (None, role) and previous.get(email) != role:
            text = f"has already logged in and has the role {live}, which stays; change it to {role}"
            notice(new.tenant, f"{email} {text} {IN_UI}")


class LoginWhitelist(Resource, module="clearml", name="LoginWhitelist"):
    """A tenant's whitelisted addresses. State type: pulumi-python:dynamic/clearml:LoginWhitelist."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(LoginWhitelistProvider(), name, dict(args), opts)
