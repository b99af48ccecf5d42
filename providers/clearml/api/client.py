"""The ClearML API as typed methods, one an endpoint, named as the endpoint is.

No decisions: those are the nouns'. Calls marked `repeat=True` may safely happen twice (reads, and writes that set a
state); the others can end in OutcomeUnknown, which the caller settles by looking. Source: vendor API reference,
REF in docs/api-observations.md. Must not know Pulumi.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from providers.clearml.api import answers, models
from providers.clearml.api.connection import Connection
from providers.clearml.api.errors import FeatureMissing
from providers.clearml.api.member import Delegate, Member
from providers.clearml.api.people_calls import PeopleCalls
from providers.clearml.api.transport import Basic, Transport

ROLE_IN_WHITELIST = (2, 37)
"""First API version whose login.add_whitelist_entries knows `role`; older ones have `is_admin`."""
RUNNING_SHOWN = 50
"""How many running tasks are asked for; the public examples, of no company, do not run."""


class Client(PeopleCalls):
    """One authenticated caller of one ClearML server; thread-safe."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._transport = Transport(connection)
        self._as = Delegate(self._transport)

    def close(self) -> None:
        """Close the connection pool."""
        self._transport.close()

    @cached_property
    def server(self) -> models.ServerInfo:
        """server.info, asked once."""
        return self._transport.call(models.ServerInfo, "server.info", {}, repeat=True)

    # companies

    def get_companies(self, name: str) -> tuple[models.CompanyRecord, ...]:
        """Companies of this name in any case, deleted ones included, each with its number of users."""
        body = {"name": name, "custom_data": {"users": True}}
        return self._transport.call(answers.Companies, "system.get_companies", body, repeat=True).companies

    def company_info(self, company: str) -> models.CompanyInfo:
        """Name, activity and settings of one company."""
        return self._transport.call(models.CompanyInfo, "system.company_info", {"company": company}, repeat=True)

    def create_company(self, name: str) -> str:
        """Make a company and return its id. A repeat makes a second one unless the server keeps names unique."""
        return self._transport.call(answers.Created, "system.create_company", {"name": name}).id

    def create_tenant(self, name: str) -> answers.CreatedTenant:
        """Make a company in the 3.30 way; returns its id and the key pair the server makes along with it."""
        return self._transport.call(answers.CreatedTenant, "tenants.create_tenant", {"name": name})

    def add_tenant_admin_credentials(self, company: str) -> models.MintedKeyPair:
        """Another key pair of the admin that tenants.create_tenant made."""
        body = {"tenant": company}
        return self._transport.call(answers.Minted, "tenants.add_tenant_admin_credentials", body).credentials

    def delete_tenant(self, company: str, name: str, *, force: bool) -> None:
        """Soft-delete a company; `name` must be the stored one. Refused while resources run, unless `force`."""
        body = {"tenant": company, "name": name, "force": force}
        self._transport.call(answers.Empty, "tenants.delete_tenant", body, repeat=True)

    def update_company_settings(self, company: str, settings: dict[str, Any]) -> None:
        """Set the given settings; those left out stay."""
        body = {"company": company, **settings}
        self._transport.call(answers.Empty, "system.update_company_settings", body, repeat=True)

    def update_company_name(self, company: str, name: str) -> None:
        """Rename in place."""
        body = {"company": company, "new_name": name}
        self._transport.call(answers.Empty, "organization.update_company_name", body, repeat=True)

    def update_company_sso_config(self, company: str, sso: dict[str, Any]) -> None:
        """Replace the SSO company settings as a whole."""
        body = {"company": company, "sso": sso}
        self._transport.call(answers.Empty, "system.update_company_sso_config", body, repeat=True)

    # users

    def create_user(self, company: str, fields: dict[str, Any]) -> str:
        """Make a user and return its id; the e-mail is unique over the whole server (400/801)."""
        return self._transport.call(answers.Created, "auth.create_user", {"company": company, **fields}).id

    def edit_user(self, member: Member, role: str) -> None:
        """Set the role."""
        self._as.act_as(member, answers.Empty, "auth.edit_user", {"user": member.user, "role": role})

    def update_user(self, member: Member, names: dict[str, str]) -> None:
        """Set name, given_name, family_name."""
        self._as.act_as(member, answers.Empty, "users.update", {"user": member.user, **names})

    def delete_user(self, user: str) -> None:
        """Remove login and key pairs of a user; its history keeps its name."""
        self._transport.call(answers.Empty, "auth.delete_user", {"user": user}, repeat=True)

    def user_by_email(self, email: str) -> models.UserAuth | None:
        """The user of this e-mail, in any company. FeatureMissing on servers without auth.get_users_info."""
        body = {"emails": [email]}
        return self._transport.call(answers.UsersInfo, "auth.get_users_info", body, repeat=True).of_email(email)

    def user_auth(self, user: str) -> models.UserAuth | None:
        """E-mail and role of a user. FeatureMissing as above."""
        body = {"users": [user]}
        return self._transport.call(answers.UsersInfo, "auth.get_users_info", body, repeat=True).of_id(user)

    def get_user_by_id(self, user: str) -> models.PublicUser:
        """A user of any company, for role system; NotFound for role root, which sees its own company only."""
        return self._transport.call(answers.OneUser, "users.get_by_id", {"user": user}, repeat=True).user

    def get_current_user(self, member: Member) -> models.CurrentUser:
        """The member as the server knows it: company, names, role."""
        return self._as.impersonate(member, answers.WhoAmI, "users.get_current_user", {}).user

    # credentials

    def create_credentials(self, member: Member, label: str, expires_in: int | None) -> models.MintedKeyPair:
        """Mint a key pair for the member; a repeat mints a second one. `expires_in` is seconds, None for never."""
        body: dict[str, Any] = {"label": label} | ({} if expires_in is None else {"expiration_sec": expires_in})
        return self._as.impersonate(member, answers.Minted, "auth.create_credentials", body, repeat=False).credentials

    def get_credentials(self, member: Member) -> tuple[models.KeyRecord, ...]:
        """The member's key pairs, without secrets."""
        return self._as.impersonate(member, answers.Keys, "auth.get_credentials", {}).credentials

    def edit_credentials(self, member: Member, access_key: str, label: str) -> None:
        """Set the label of a key pair."""
        body = {"access_key": access_key, "label": label}
        self._as.impersonate(member, answers.Empty, "auth.edit_credentials", body)

    def revoke_credentials(self, member: Member, access_key: str) -> None:
        """Revoke a key pair at once; NotFound when it is gone already."""
        self._as.impersonate(member, answers.Empty, "auth.revoke_credentials", {"access_key": access_key})

    def own_credentials(self, pair: models.MintedKeyPair) -> tuple[models.KeyRecord, ...]:
        """The key pairs of the user that `pair` belongs to, where we know no user to act for."""
        auth = Basic(pair.access_key, pair.secret_key)
        return self._transport.call(answers.Keys, "auth.get_credentials", {}, repeat=True, auth=auth).credentials

    def whose(self, pair: models.MintedKeyPair) -> models.CurrentUser:
        """The user that `pair` belongs to."""
        auth = Basic(pair.access_key, pair.secret_key)
        return self._transport.call(answers.WhoAmI, "users.get_current_user", {}, repeat=True, auth=auth).user

    def revoke_own(self, pair: models.MintedKeyPair) -> None:
        """Revoke `pair` with itself."""
        auth = Basic(pair.access_key, pair.secret_key)
        body = {"access_key": pair.access_key}
        self._transport.call(answers.Empty, "auth.revoke_credentials", body, repeat=True, auth=auth)

    # login rules

    def get_login_settings(self, member: Member) -> models.LoginSettings:
        """Domains and whitelist of the member's company."""
        return self._as.act_as(member, models.LoginSettings, "login.get_settings", {})

    def set_domains(self, member: Member, domains: Sequence[str]) -> None:
        """Replace the domain list of the member's company (INF); an empty list clears it."""
        self._as.act_as(member, answers.Empty, "login.set_domains", {"domains": list(domains)})

    def add_whitelist_entries(self, member: Member, emails: Sequence[str], role: str) -> None:
        """Route e-mails to the member's company. `role` is admin or user; older servers only know `is_admin`."""
        knows_role = self.server.api >= ROLE_IN_WHITELIST
        kind: dict[str, Any] = {"role": role} if knows_role else {"is_admin": role == "admin"}
        self._as.act_as(member, answers.Empty, "login.add_whitelist_entries", {"emails": list(emails), **kind})

    def remove_whitelist_entries(self, member: Member, emails: Sequence[str]) -> None:
        """Remove entries that nobody has used yet; used ones stay."""
        self._as.act_as(member, answers.Empty, "login.remove_whitelist_entries", {"emails": list(emails)})

    def routes(self, *, domain: str | None = None, email: str | None = None) -> tuple[models.Route, ...]:
        """login.get_whitelist: companies that a domain or an e-mail leads to. Empty on servers without it."""
        body = {"domain": domain} if domain is not None else {"email": email}
        try:
            return self._transport.call(answers.Routes, "login.get_whitelist", body, repeat=True).entries
        except FeatureMissing:
            return ()

    # single sign-on

    def save_provider_configuration(self, company: str, provider: str, configuration: dict[str, Any]) -> None:
        """Insert or replace an identity provider by `configuration["id"]` (INF)."""
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
        """Remove an identity provider; a missing one is no error (INF)."""
        body = {"company": company, "ids": [provider_id]}
        self._transport.call(answers.Empty, "sso.delete_provider_configurations", body, repeat=True)

    # queues

    def create_queue(self, member: Member, fields: dict[str, Any]) -> str:
        """Make a queue in the member's company and return its id; the name is unique there (400/801)."""
        return self._as.impersonate(member, answers.Created, "queues.create", fields, repeat=False).id

    def queue_by_name(self, member: Member, name: str) -> models.QueueRecord | None:
        """The queue of exactly this name, hidden ones included. The server's filter is an unanchored regex."""
        body = {"name": f"^{re.escape(name)}$", "search_hidden": True}
        queues = self._as.impersonate(member, answers.Queues, "queues.get_all", body).queues
        return next((queue for queue in queues if queue.name == name), None)

    def get_queue(self, member: Member, queue: str) -> models.QueueRecord:
        """One queue by id; NotFound when it is gone or another company's."""
        return self._as.impersonate(member, answers.OneQueue, "queues.get_by_id", {"queue": queue}).queue

    def update_queue(self, member: Member, queue: str, fields: dict[str, Any]) -> None:
        """Set name, display_name, tags."""
        self._as.impersonate(member, answers.Empty, "queues.update", {"queue": queue, **fields})

    def delete_queue(self, member: Member, queue: str, *, force: bool) -> None:
        """Delete a queue; NotEmpty while it holds tasks, unless `force`, which dequeues them."""
        self._as.impersonate(member, answers.Empty, "queues.delete", {"queue": queue, "force": force})

    # tasks

    def running_tasks(self, member: Member) -> tuple[str, ...]:
        """Ids of tasks of the member's company that run, applications and pipelines included; not all where many do."""
        body = {"status": ["in_progress"], "only_fields": ["id", "company"], "search_hidden": True, "page": 0}
        tasks = self._as.act_as(member, answers.Tasks, "tasks.get_all", body | {"page_size": RUNNING_SHOWN}).tasks
        return tuple(task.id for task in tasks if task.company in (None, member.company))
