"""LoginWhitelist: individual e-mail addresses that log in to this tenant, as users or as admins.

Endpoints: login.get_settings, add_whitelist_entries, remove_whitelist_entries, get_whitelist; as the tenant's admin.
Only the entries in the inputs are managed: the tenant's admins invite people with entries of their own, which stay.
The server does not report the role of a pending entry, so a missing entry is drift and a changed role is not.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource

from providers.clearml.api.errors import MemberGone, NotFound, NotKept
from providers.clearml.api.models import WhitelistEntry
from providers.clearml.api.sets import LowerSet
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.notice import notice
from providers.clearml.shared.routing import refuse_foreign
from providers.clearml.shared.without_admin import accept_only_if_company_is_gone


class LoginWhitelistProps(MemberProps):
    """`users` and `admins` are lower-case e-mail addresses. No address is in both."""

    users: LowerSet = ()
    admins: LowerSet = ()

    @property
    def roles(self) -> dict[str, str]:
        """Role at first login by e-mail address."""
        return dict.fromkeys(self.users, "user") | dict.fromkeys(self.admins, "admin")


class LoginWhitelistProvider(NounProvider[LoginWhitelistProps, LoginWhitelistProps]):
    """Provider of LoginWhitelist. The resource id is the company id."""

    props = LoginWhitelistProps
    state = LoginWhitelistProps

    def title(self, props: LoginWhitelistProps) -> str:
        return f"login whitelist ({len(props.users)} users, {len(props.admins)} admins)"

    def create_object(self, new: LoginWhitelistProps) -> tuple[str, LoginWhitelistProps]:
        self._add(new, new.roles)
        return new.member.company, new

    def read_object(self, id_: str, old: LoginWhitelistProps) -> LoginWhitelistProps | None:
        try:
            present = self._entries(old).keys()
        except NotFound:
            return None
        kept = {kind: tuple(e for e in getattr(old, kind) if e in present) for kind in ("users", "admins")}
        return old.model_copy(update=kept)

    def update_object(self, id_: str, old: LoginWhitelistProps, new: LoginWhitelistProps) -> LoginWhitelistProps:
        """Update the entries. A changed role is a removal and an addition; neither affects a user who has logged in."""
        self._remove(old, [email for email, role in old.roles.items() if new.roles.get(email) != role])
        self._add(new, {email: role for email, role in new.roles.items() if old.roles.get(email) != role})
        return new

    def delete_object(self, id_: str, old: LoginWhitelistProps) -> None:
        try:
            self._remove(old, list(old.roles))
        except MemberGone:
            accept_only_if_company_is_gone(self.client, old.member)
        except NotFound:
            return

    def _add(self, new: LoginWhitelistProps, roles: Mapping[str, str]) -> None:
        existing = self._entries(new) if roles else {}
        missing = {email: role for email, role in roles.items() if email not in existing}
        refuse_foreign(new.member.company, missing, lambda email: self.client.routes(email=email))
        for role in sorted(set(missing.values())):
            self.client.add_whitelist_entries(new.member, [e for e, r in missing.items() if r == role], role)
        ignored = sorted(missing.keys() - self._entries(new).keys()) if missing else []
        if ignored:
            message = f"the server accepted the whitelist entries but did not keep {', '.join(ignored)}"
            raise NotKept(f"{message}; the address may belong to another tenant: remove it there, or here")

    def _remove(self, old: LoginWhitelistProps, emails: Iterable[str]) -> None:
        existing = self._entries(old)
        pending = [email for email in emails if email in existing and not existing[email].accepted]
        if pending:
            self.client.remove_whitelist_entries(old.member, pending)
        for email in emails:
            if email in existing and existing[email].accepted:
                notice(
                    old.tenant,
                    f"{email} has already logged in, so the whitelist entry and the user both stay; "
                    "change or delete the user in ClearML (Settings > Users & Groups)",
                )

    def _entries(self, props: LoginWhitelistProps) -> dict[str, WhitelistEntry]:
        return {e.email.lower(): e for e in self.client.get_login_settings(props.member).whitelist_entries}


class LoginWhitelist(Resource, module="clearml", name="LoginWhitelist"):
    """A tenant's whitelisted addresses. State type: pulumi-python:dynamic/clearml:LoginWhitelist."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(LoginWhitelistProvider(), name, dict(args), opts)
