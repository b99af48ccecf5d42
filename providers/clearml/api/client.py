"""The ClearML API as typed methods, one per endpoint and named after it.

Calls with `repeat=True` can safely be made twice (reads, and writes that set a state). The others can raise
OutcomeUnknown, after which the caller must read the object back. Source: vendor API reference, REF in
docs/api-observations.md.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from providers.clearml.api import answers, models
from providers.clearml.api.connection import Connection
from providers.clearml.api.errors import FeatureMissing
from providers.clearml.api.identity import ServerIdentity
from providers.clearml.api.member import Delegate, Member
from providers.clearml.api.people_calls import PeopleCalls
from providers.clearml.api.transport import Basic, Transport

ROLE_IN_WHITELIST = (2, 37)
"""First API version with `role` in login.add_whitelist_entries; older ones have `is_admin`."""
RUNNING_PAGE_SIZE = 50
"""Maximum number of running tasks to read. Public examples, which belong to no company, never run."""


class Client(PeopleCalls):
    """One authenticated caller of one ClearML server. Thread-safe."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._transport = Transport(connection)
        self._as = Delegate(self._transport)
        self._identity = ServerIdentity(self._transport)
        self.clock = self._transport.clock

    def close(self) -> None:
        """Close the connection pool."""
        self._transport.close()

    @cached_property
    def server(self) -> models.ServerInfo:
        """server.info, called once per client."""
        return self._transport.call(models.ServerInfo, "server.info", {}, repeat=True)

    def server_id(self) -> str | None:
        """The server's identity: 12 hex digits, or None if the server reports none. Called once per client."""
        return self._identity.get()

    # companies

    def get_companies(self, name: str | None) -> tuple[models.CompanyRecord, ...]:
        """Companies with this name in any letter case, or all. Deleted ones too, each with its number of users."""
        body = {"custom_data": {"users": True}} | ({} if name is None else {"name": name})
        return self._transport.call(answers.Companies, "system.get_companies", body, repeat=True).companies

    def company_info(self, company: str) -> models.CompanyInfo:
        """Name, settings and whether it is active, of one company."""
        return self._transport.call(models.CompanyInfo, "system.company_info", {"company": company}, repeat=True)

    def create_company(self, name: str) -> str:
        """Create a company and return its id. A repeat creates a second one, unless the server keeps names unique."""
        return self._transport.call(answers.Created, "system.create_company", {"name": name}).id

    def create_tenant(self, name: str) -> answers.CreatedTenant:
        """Create a company with the 3.30 endpoint; returns its id and the key pair of the server's admin."""
        return self._transport.call(answers.CreatedTenant, "tenants.create_tenant", {"name": name})

    def add_tenant_admin_credentials(self, company: str) -> models.MintedKeyPair:
        """Create another key pair of the admin that tenants.create_tenant created."""
        body = {"tenant": company}
        return self._transport.call(answers.Minted, "tenants.add_tenant_admin_credentials", body).credentials

    def tenant_admins(self, company: str) -> tuple[str, ...]:
        """E-mail addresses of a company's admins, from tenants.get_tenants (server 3.30)."""
        tenants = self._transport.call(answers.Tenants, "tenants.get_tenants", {}, repeat=True).tenants
        return next((tenant.admin_emails for tenant in tenants if tenant.id == company), ())

    def delete_tenant(self, company: str, name: str, *, force: bool) -> models.RunningResources:
        """Soft-delete a company and return what runs in it. `name` must be the server's.

        The server refuses while anything runs, unless `force`: with an error, or by its answer alone (INF), so read the
        company afterwards.
        """
        body = {"tenant": company, "name": name, "force": force}
        return self._transport.call(answers.DeletedTenant, "tenants.delete_tenant", body, repeat=True).running

    def update_company_settings(self, company: str, settings: dict[str, Any]) -> None:
        """Set the settings in `settings`; the others stay."""
        body = {"company": company, **settings}
        self._transport.call(answers.Empty, "system.update_company_settings", body, repeat=True)

    def update_company_name(self, company: str, name: str) -> None:
        """Rename a company."""
        body = {"company": company, "new_name": name}
        self._transport.call(answers.Empty, "organization.update_company_name", body, repeat=True)

    def update_own_company_name(self, member: Member, name: str) -> None:
        """Rename the member's company in the member's role, which the reference names for this endpoint."""
        body = {"company": member.company, "new_name": name}
        self._as.impersonate(member, answers.Empty, "organization.update_company_name", body)

    def update_company_sso_config(self, company: str, sso: dict[str, Any]) -> None:
        """Replace the SSO company settings as a whole."""
        body = {"company": company, "sso": sso}
        self._transport.call(answers.Empty, "system.update_company_sso_config", body, repeat=True)

    # users

    def create_user(self, company: str, fields: dict[str, Any]) -> str:
        """Create a user and return its id. The e-mail is unique on the whole server (400/801)."""
        return self._transport.call(answers.Created, "auth.create_user", {"company": company, **fields}).id

    def edit_user(self, member: Member, role: str) -> None:
        """Set the role of a user."""
        self._as.act_as(member, answers.Empty, "auth.edit_user", {"user": member.user, "role": role})

    def update_user(self, member: Member, names: dict[str, str]) -> None:
        """Set `name`, `given_name` and `family_name` of a user."""
        self._as.act_as(member, answers.Empty, "users.update", {"user": member.user, **names})

    def delete_user(self, user: str) -> None:
        """Delete a user's login and credentials. The history keeps the user's name."""
        self._transport.call(answers.Empty, "auth.delete_user", {"user": user}, repeat=True)

    def user_by_email(self, email: str) -> models.UserAuth | None:
        """The user with this e-mail, in any company. Raises FeatureMissing on servers without auth.get_users_info."""
        body = {"emails": [email]}
        return self._transport.call(answers.UsersInfo, "auth.get_users_info", body, repeat=True).of_email(email)

    def user_auth(self, user: str) -> models.UserAuth | None:
        """E-mail and role of a user. Raises FeatureMissing on servers without auth.get_users_info."""
        body = {"users": [user]}
        return self._transport.call(answers.UsersInfo, "auth.get_users_info", body, repeat=True).of_id(user)

    def get_user_by_id(self, user: str) -> models.PublicUser:
        """A user of any company. Role root gets NotFound outside its own company; role system does not."""
        return self._transport.call(answers.OneUser, "users.get_by_id", {"user": user}, repeat=True).user

    def get_current_user(self, member: Member) -> models.CurrentUser:
        """Names, role and real company of the member. Raises Refused if the server answers as another user."""
        return self._as.current_user(member)

    # credentials

    def create_credentials(self, member: Member, label: str, expires_in: int | None) -> models.MintedKeyPair:
        """Create a key pair for the member; a repeat creates another. `expires_in` is in seconds, None for never."""
        body: dict[str, Any] = {"label": label} | ({} if expires_in is None else {"expiration_sec": expires_in})
        return self._as.impersonate(member, answers.Minted, "auth.create_credentials", body, repeat=False).credentials

    def get_credentials(self, member: Member) -> tuple[models.KeyRecord, ...]:
        """The member's key pairs, without secret keys."""
        return self._as.impersonate(member, answers.Keys, "auth.get_credentials", {}).credentials

    def edit_credentials(self, member: Member, access_key: str, label: str) -> int | None:
        """Set the label of a key pair; returns the number of changed key pairs."""
        body = {"access_key": access_key, "label": label}
        return self._as.impersonate(member, answers.Updated, "auth.edit_credentials", body).updated

    def revoke_credentials(self, member: Member, access_key: str) -> int | None:
        """Revoke a key pair with immediate effect; returns the number of revoked key pairs.

        Raises NotFound if it does not exist.
        """
        body = {"access_key": access_key}
        return self._as.impersonate(member, answers.Revoked, "auth.revoke_credentials", body).revoked

    def own_credentials(self, pair: models.MintedKeyPair) -> tuple[models.KeyRecord, ...]:
        """All key pairs of the user that `pair` belongs to; usable if the user's id is not known."""
        auth = Basic(pair.access_key, pair.secret_key)
        return self._transport.call(answers.Keys, "auth.get_credentials", {}, repeat=True, auth=auth).credentials

    def owner_of(self, pair: models.MintedKeyPair) -> models.CurrentUser:
        """The user that `pair` belongs to."""
        auth = Basic(pair.access_key, pair.secret_key)
        return self._transport.call(answers.WhoAmI, "users.get_current_user", {}, repeat=True, auth=auth).user

    def revoke_own(self, pair: models.MintedKeyPair) -> None:
        """Revoke `pair`, authenticated with it."""
        auth = Basic(pair.access_key, pair.secret_key)
        body = {"access_key": pair.access_key}
        self._transport.call(answers.Empty, "auth.revoke_credentials", body, repeat=True, auth=auth)

    # login rules

    def get_login_settings(self, member: Member) -> models.LoginRules:
        """Domains and whitelist of the member's company."""
        return self._as.act_as(member, models.LoginRules, "login.get_settings", {})

    def set_domains(self, member: Member, domains: Sequence[str]) -> None:
        """Replace the domain list of the member's company (INF); an empty list clears it."""
        self._as.act_as(member, answers.Empty, "login.set_domains", {"domains": list(domains)})

    def add_whitelist_entries(self, member: Member, emails: Sequence[str], role: str) -> None:
        """Route e-mails to the member's company. `role` is admin or user; older servers get `is_admin`."""
        has_role = self.server.api >= ROLE_IN_WHITELIST
        kind: dict[str, Any] = {"role": role} if has_role else {"is_admin": role == "admin"}
        self._as.act_as(member, answers.Empty, "login.add_whitelist_entries", {"emails": list(emails), **kind})

    def remove_whitelist_entries(self, member: Member, emails: Sequence[str]) -> None:
        """Remove pending entries; the server keeps those with which a user has logged in."""
        self._as.act_as(member, answers.Empty, "login.remove_whitelist_entries", {"emails": list(emails)})

    def routes(self, *, domain: str | None = None, email: str | None = None) -> tuple[models.Route, ...]:
        """login.get_whitelist: companies to which a domain or an e-mail is routed. Empty on servers without it."""
        body = {"domain": domain} if domain is not None else {"email": email}
        try:
            rows = self._transport.call(answers.Routes, "login.get_whitelist", body, repeat=True).entries
        except FeatureMissing:
            return ()
        return tuple(row for row in rows if row.leads(domain=domain, email=email))

    # single sign-on

    def login_modes(self) -> models.LoginModes:
        """What the login page offers."""
        return self._transport.call(models.LoginModes, "login.supported_modes", {}, repeat=True)

    def save_provider_configuration(self, company: str, provider: str, configuration: dict[str, Any]) -> None:
        """Create or replace the identity provider with `configuration["id"]` (INF)."""
        body = {"company": company, "provider": provider, "configuration": configuration}
        self._transport.call(answers.Empty, "sso.save_provider_configuration", body, repeat=True)

    def get_provider_configurations(self, company: str) -> tuple[models.ProviderConfiguration, ...]:
        """Identity providers of a company, without their secrets."""
        endpoint, body = "sso.get_provider_configurations", {"company": company}
        return self._transport.call(answers.ProviderConfigurations, endpoint, body, repeat=True).configurations

    def set_provider_active(self, company: str, provider_id: str, *, active: bool) -> None:
        """Switch an identity provider on or off."""
        body = {"company": company, "ids": [provider_id], "active": active}
        self._transport.call(answers.Empty, "sso.set_provider_configurations_active", body, repeat=True)

    def delete_provider_configuration(self, company: str, provider_id: str) -> None:
        """Delete an identity provider. A missing one is not an error (INF)."""
        body = {"company": company, "ids": [provider_id]}
        self._transport.call(answers.Empty, "sso.delete_provider_configurations", body, repeat=True)

    # queues

    def create_queue(self, member: Member, fields: dict[str, Any]) -> str:
        """Create a queue in the member's company and return its id. The name is unique there (400/801)."""
        return self._as.impersonate(member, answers.Created, "queues.create", fields, repeat=False).id

    def queue_by_name(self, member: Member, name: str) -> models.QueueRecord | None:
        """The queue with exactly this name, even a hidden one. The server's filter is an unanchored regex."""
        body = {"name": f"^{re.escape(name)}$", "search_hidden": True}
        queues = self._as.impersonate(member, answers.Queues, "queues.get_all", body).queues
        return next((queue for queue in queues if queue.name == name), None)

    def get_queue(self, member: Member, queue: str) -> models.QueueRecord:
        """One queue by id. Raises NotFound if it does not exist or belongs to another company."""
        return self._as.impersonate(member, answers.OneQueue, "queues.get_by_id", {"queue": queue}).queue

    def update_queue(self, member: Member, queue: str, fields: dict[str, Any]) -> int | None:
        """Set some of `name`, `display_name` and `tags` of a queue; returns the number of updated queues."""
        return self._as.impersonate(member, answers.Updated, "queues.update", {"queue": queue, **fields}).updated

    def delete_queue(self, member: Member, queue: str, *, force: bool) -> None:
        """Delete a queue. Raises NotEmpty while it holds tasks, unless `force`, which dequeues them."""
        self._as.impersonate(member, answers.Empty, "queues.delete", {"queue": queue, "force": force})

    # tasks

    def running_tasks(self, member: Member) -> tuple[str, ...]:
        """Ids of running tasks of the member's company, with applications and pipelines; at most RUNNING_PAGE_SIZE."""
        body = {"status": ["in_progress"], "only_fields": ["id", "company"], "search_hidden": True, "page": 0}
        tasks = self._as.act_as(member, answers.Tasks, "tasks.get_all", body | {"page_size": RUNNING_PAGE_SIZE}).tasks
        return tuple(task.id for task in tasks if task.company in (None, member.company))
