"""Takes a domain, an address or an admin's login from another tenant of this stack that no longer lists it.

Pulumi deletes after it has created, so the tenant that gains takes first; the tenant that loses then finds it gone.
The program passes what moves as an input that is not stored, from the state before this run and the tenant files.
Endpoints: login.get_settings, set_domains, remove_whitelist_entries; auth.get_users_info, delete_user; tasks.get_all.
"""

from collections.abc import Mapping
from threading import Lock

from pydantic import BaseModel, ConfigDict

from providers.clearml.api.client import Client
from providers.clearml.api.errors import FeatureMissing, NotFound, NotKept, Refused
from providers.clearml.api.member import Member
from providers.clearml.shared.notice import notice
from providers.clearml.shared.without_admin import on_behalf

_locks: dict[str, Lock] = {}
"""One lock per company id: the server replaces the whole list of domains. Never cleaned up; a stack has few."""


class Released(BaseModel):
    """A login rule that another tenant gives up. `member` is that tenant's admin before this run."""

    model_config = ConfigDict(frozen=True)

    tenant: str
    member: Member


class ReleasedLogin(Released):
    """A login that another tenant gives up: that of its admin, `member`.

    `successor` is that tenant's admin in this run, None if the tenant is removed and its company deleted. `force`
    allows the removal while tasks run.
    """

    successor: str | None = None
    force: bool = False


def lock_of(company: str) -> Lock:
    """The lock for writes to the company's domains."""
    return _locks.setdefault(company, Lock())


def take_domain(client: Client, company: str, domain: str, released: Released) -> None:
    """Remove the domain from the other tenant's company."""
    if released.member.company == company:
        return

    def remove(member: Member) -> None:
        with lock_of(member.company):
            live = [name.lower() for name in client.get_login_settings(member).domains]
            if domain in live:
                client.set_domains(member, [name for name in live if name != domain])

    on_behalf(client, released.tenant, released.member, remove)


def take_address(client: Client, company: str, email: str, released: Released) -> None:
    """Remove the pending entry from the other tenant's company. Raises Refused if the person has logged in there."""
    if released.member.company == company:
        return

    def remove(member: Member) -> None:
        entries = {e.email.lower(): e for e in client.get_login_settings(member).whitelist_entries}
        if email in entries and entries[email].accepted:
            raise Refused(
                f"{email} has already logged in to tenant {released.tenant}, so the user stays there; delete that user "
                "in ClearML (Settings > Users & Groups), then run `pulumi up` again"
            )
        if email in entries:
            client.remove_whitelist_entries(member, [email])

    on_behalf(client, released.tenant, released.member, remove)


def take_login(client: Client, tenant: str, company: str, email: str, released: ReleasedLogin) -> None:
    """Delete the login of the other tenant's former admin, so that the address is free."""
    if released.member.company == company or not _has_email(client, released.member, email):
        return
    if released.successor == released.member.user:
        raise Refused(
            f"{email} is still the admin of tenant {released.tenant}: run `pulumi up` for both tenants in one run"
        )
    if released.successor is None and not released.force:
        _require_idle(client, released)
    client.delete_user(released.member.user)
    if _has_email(client, released.member, email):
        raise NotKept(f"the server accepted the deletion of user {released.member.user}, but {email} still has a login")
    notice(
        tenant,
        f"{email} was the admin of tenant {released.tenant}; that login (user {released.member.user}) is deleted",
    )


def take_all_logins(client: Client, tenant: str, company: str, logins: Mapping[str, ReleasedLogin]) -> None:
    """Take each of the logins, by address."""
    for email, released in sorted(logins.items()):
        take_login(client, tenant, company, email, released)


def _has_email(client: Client, member: Member, email: str) -> bool:
    """Whether the member exists and has this address; servers before 3.28 report no address."""
    try:
        if client.get_current_user(member).company != member.company:
            return False
        auth = client.user_auth(member.user)
    except FeatureMissing:
        return True
    except NotFound:
        return False
    return auth is not None and auth.email.lower() == email


def _require_idle(client: Client, released: ReleasedLogin) -> None:
    running = client.running_tasks(released.member)
    if running:
        raise Refused(
            f"tasks of tenant {released.tenant} are running, such as {running[0]}, and its file is gone; stop them and "
            "run `pulumi up` again, or restore the file with `deleteWhileRunning: true`"
        )
