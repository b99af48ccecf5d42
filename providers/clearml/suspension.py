"""Suspension: stops access to a tenant's company. Its deletion opens the company again.

Creating it revokes all key pairs of all users, removes login domains and whitelist entries that are not in the tenant
file, and allows no applications. Resources of the tenant file that give access are not created for a suspended tenant.
Domains, entries and the limit of applications are stored and restored; revoked key pairs are not.
Endpoints: permissions.get_company_users, users.get_service_users; auth.get_credentials and revoke_credentials by
impersonation; login.get_settings, set_domains, add_whitelist_entries and remove_whitelist_entries; system.company_info
and update_company_settings.
"""

from collections.abc import Mapping
from typing import Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource

from providers.clearml.accounts.access import Access, open_access, revoke_all_keys
from providers.clearml.api.client import Client
from providers.clearml.api.errors import NotFound, NotKept
from providers.clearml.api.member import Member
from providers.clearml.api.sets import SortedSet
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.notice import notice
from providers.clearml.shared.without_admin import on_behalf

UNLIMITED_APPS = 1_000_000
"""Limit of applications for a company that had none, on a server that cannot unset the limit."""


class SuspensionProps(MemberProps):
    """Inputs of a suspension.

    `domains` and `addresses` are the login rules of the tenant file, which other resources restore. `reopened` lists
    the access that a refresh found; it is never set in a program.
    """

    domains: SortedSet = ()
    addresses: SortedSet = ()
    reopened: tuple[str, ...] = ()


class SuspensionState(SuspensionProps):
    """Adds what the suspension took away and gives back: domains, addresses by role, and the limit of applications."""

    removed_domains: tuple[str, ...] = ()
    removed_users: tuple[str, ...] = ()
    removed_admins: tuple[str, ...] = ()
    running_apps: int | None = None
    apps_paused: bool = False


class SuspensionProvider(NounProvider[SuspensionProps, SuspensionState]):
    """Provider of Suspension. The resource id is the company id."""

    props = SuspensionProps
    state = SuspensionState

    def title(self, props: SuspensionProps) -> str:
        return "the suspension"

    def create_object(self, new: SuspensionProps) -> tuple[str, SuspensionState]:
        """Stop all access. Run twice it stops what has been opened in between."""
        state = SuspensionState(**dict(new))
        return new.member.company, self._close(state)

    def read_object(self, id_: str, old: SuspensionState) -> SuspensionState | None:
        """Look for access that was opened again, such as a key pair that a person made in an open session."""
        try:
            access = open_access(self.client, old.member)
        except NotFound:
            return None
        return old.model_copy(update={"reopened": access.lines()})

    def update_object(self, id_: str, old: SuspensionState, new: SuspensionProps) -> SuspensionState:
        return self._close(old.model_copy(update=dict(new)))

    def delete_object(self, id_: str, old: SuspensionState) -> None:
        """Restore login rules and the limit of applications. What other resources have set meanwhile stays."""
        on_behalf(self.client, old.tenant, old.member, lambda admin: _restore(self.client, old, admin))
        notice(old.tenant, "access is restored, but the revoked key pairs of its users are not: they create new ones")

    def _close(self, state: SuspensionState) -> SuspensionState:
        client, member = self.client, state.member
        unlisted = revoke_all_keys(client, member)
        access = open_access(client, member)
        if access.domains:
            client.set_domains(member, ())
        if access.pending:
            client.remove_whitelist_entries(member, sorted(access.pending))
        state = _with_removed(state, access)
        state = _pause_apps(client, state)
        left = open_access(client, member)
        if left.is_open:
            raise NotKept(f"the server accepted the suspension, but access remains: {'; '.join(left.lines())}")
        _report(state.tenant, left, unlisted)
        return state.model_copy(update={"reopened": ()})


def _with_removed(state: SuspensionState, access: Access) -> SuspensionState:
    """Add what has to be given back: rules that are not in the tenant file."""
    addresses = access.pending.items()
    by_role = {
        role: [email for email, held in addresses if (held == "admin") == (role == "admin")]
        for role in ("user", "admin")
    }
    users = [email for email in by_role["user"] if email not in state.addresses]
    admins = [email for email in by_role["admin"] if email not in state.addresses]
    domains = [domain for domain in access.domains if domain not in state.domains]
    return state.model_copy(
        update={
            "removed_domains": tuple(sorted({*state.removed_domains, *domains})),
            "removed_users": tuple(sorted({*state.removed_users, *users})),
            "removed_admins": tuple(sorted({*state.removed_admins, *admins})),
        }
    )


def _pause_apps(client: Client, state: SuspensionState) -> SuspensionState:
    """Allow no applications. The former limit is kept from the first time."""
    company = state.member.company
    limit = client.company_info(company).defaults.max_running_apps
    if limit == 0:
        return state
    client.update_company_settings(company, {"max_running_apps": 0})
    if client.company_info(company).defaults.max_running_apps != 0:
        notice(state.tenant, "this server does not limit running applications, so they are not stopped")
        return state
    return state if state.apps_paused else state.model_copy(update={"running_apps": limit, "apps_paused": True})


def _restore(client: Client, old: SuspensionState, admin: Member) -> None:
    if old.removed_domains and not client.get_login_settings(admin).domains:
        client.set_domains(admin, old.removed_domains)
    for role, addresses in (("user", old.removed_users), ("admin", old.removed_admins)):
        if addresses:
            client.add_whitelist_entries(admin, addresses, role)
    if old.apps_paused:
        _resume_apps(client, old)


def _resume_apps(client: Client, old: SuspensionState) -> None:
    """Restore the limit, unless another run or person has changed it since."""
    company = old.member.company
    if client.company_info(company).defaults.max_running_apps != 0:
        return
    client.update_company_settings(company, {"max_running_apps": old.running_apps})
    if old.running_apps is None and client.company_info(company).defaults.max_running_apps == 0:
        client.update_company_settings(company, {"max_running_apps": UNLIMITED_APPS})  # INF: null unsets a limit


def _report(tenant: str, left: Access, unlisted: int) -> None:
    """Say what the suspension cannot stop."""
    lines = [f"{left.people} user(s) of the company keep their accounts, and open sessions last until they expire"]
    if left.accepted:
        lines.append(f"{len(left.accepted)} whitelist entries of people who have logged in stay: the server keeps them")
    if unlisted:
        lines.append(f"the key pairs of {unlisted} user(s) could not be listed")
    action = "delete users in ClearML (Settings > Users & Groups) to end their access for good"
    notice(tenant, f"suspended; what this cannot stop: {'; '.join(lines)}; {action}")


class Suspension(Resource, module="clearml", name="Suspension"):
    """A tenant's suspension. `id` is the company id. State type: pulumi-python:dynamic/clearml:Suspension."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(SuspensionProvider(), name, dict(args), opts)
