"""Account: a tenant's resources on the ClearML server. It needs no cluster and works with an existing server.

Creates Company → User (the admin) → Credentials per purpose, LoginDomains, LoginWhitelist, SsoConfiguration, Queues,
ServiceUsers with Credentials, and UserGroups. A suspended tenant has neither credentials nor login rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import Input, Output, ResourceOptions

from blueprint.settings.tenant.login import SsoSettings
from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.names import label_prefix
from components.tenant.key_pairs import UNKNOWN_PAIRS, RecordedKeyPairs, enabled_pairs, key_pair
from components.tenant.moves import NO_MOVES, Moves, Values
from components.tenant.people import People
from providers.clearml.company import Company
from providers.clearml.credentials import Credentials
from providers.clearml.login_domains import LoginDomains
from providers.clearml.login_whitelist import LoginWhitelist
from providers.clearml.queue import Queue
from providers.clearml.service_user import ServiceUser
from providers.clearml.sso import SsoConfiguration
from providers.clearml.suspension import Suspension
from providers.clearml.user import User
from providers.clearml.user_group import UserGroup


@dataclass(frozen=True, kw_only=True)
class AccountArgs:
    """`tenant` is the merged tenant file; `sso_client_secret` is the secret of `login.sso.provider`, if it is set.

    The company, and so the whole account, waits for `after`: depends_on of a component does not reach its children.
    `recovering` is set if an interrupted run has lost resources of this tenant from the state. `moves` is what it takes
    from other tenants; taking the logins of their former admins waits for `after_losers`. `recorded` are the key pairs
    in the state; `has_gateway` is set if the stack runs an app gateway for the tenant, which needs a key pair.
    """

    tenant: TenantSettings
    sso_client_secret: Input[str] | None = None
    after: Sequence[pulumi.Resource] = ()
    recovering: bool = False
    moves: Moves = NO_MOVES
    after_losers: Sequence[pulumi.Resource] = ()
    recorded: RecordedKeyPairs = UNKNOWN_PAIRS
    has_gateway: bool = False


class Account(pulumi.ComponentResource):
    """A tenant's company and everything in it.

    Outputs: `company_id`, `admin_id`, and both as `member`, the user for whom API calls act.
    `credentials` are by purpose, `queues` and `groups` by name, `service_users` and `service_credentials` by key of the
    tenant file.
    `ends` are the leaf resources: waiting for them means waiting for everything in this component.
    """

    company_id: Output[str]
    admin_id: Output[str]
    member: Output[Mapping[str, str]]
    credentials: dict[str, Credentials]
    queues: dict[str, Queue]
    service_users: dict[str, ServiceUser]
    service_credentials: dict[str, Credentials]
    groups: dict[str, UserGroup]
    suspension: Suspension | None
    ends: list[pulumi.Resource]

    def __init__(self, name: str, args: AccountArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:tenant:Account", name, None, opts)
        self._tenant, self._after, self._recovering = args.tenant, args.after, args.recovering
        self._moves, self._after_losers = args.moves, args.after_losers
        self._recorded, self._has_gateway = args.recorded, args.has_gateway
        self._company = self._create_company()
        self.company_id = self._company.id
        self._admin = self._create_admin()
        self.admin_id = self._admin.id
        self.member = self._admin.member
        active = args.tenant.state == "active"
        self.suspension = None if active else self._suspend()
        self.credentials = self._create_credentials() if active else {}
        people = self._people()
        self.service_users = people.service_users()
        self.service_credentials = people.pairs(self.service_users) if active else {}
        self.groups = people.groups(self.service_users)
        rules = self._create_login_rules(args.sso_client_secret) if active else []
        self.queues = self._create_queues()
        kept = (*self.service_users.values(), *self.groups.values(), *self.queues.values())
        pairs = (*self.credentials.values(), *self.service_credentials.values())
        self.ends = [*pairs, *rules, *kept, *([self.suspension] if self.suspension else [])] or [self._admin]
        self.register_outputs({})

    def _create_company(self) -> Company:
        tenant = self._tenant
        args = {
            "tenant": tenant.slug,
            "name": tenant.name,
            "admin_email": tenant.admin.email,
            "label": label_prefix(tenant.slug),
            "adopt": tenant.adopt,
            "deletion": tenant.deletion,
            "delete_while_running": tenant.delete_while_running or None,
            "keep_admin": tenant.admin.adopt is not None or None,
            "allowed_users": tenant.limits.users,
            "allowed_service_users": tenant.limits.service_users,
            "max_running_apps": tenant.limits.running_apps if tenant.state == "active" else None,
            "features": _listed(tenant.features.enable),
            "exclude_features": _listed(tenant.features.exclude),
            "cookie_domain": tenant.cookie_domain,
        }
        # For `pulumi destroy`, which does not run the program; providers/clearml/register.py covers a missing file.
        opts = ResourceOptions(parent=self, protect=tenant.deletion == "protect", depends_on=[*self._after])
        return Company(tenant.slug, args, opts)

    def _create_admin(self) -> User:
        admin = self._tenant.admin
        args = {
            "tenant": self._tenant.slug,
            "company": self.company_id,
            "email": admin.email,
            "name": admin.name,
            "given_name": admin.given_name,
            "family_name": admin.family_name,
            "adopt": admin.adopt,
            "label": label_prefix(self._tenant.slug),
            "company_name": self._tenant.name if self._tenant.adopt is None else None,
            "recovering": self._recovering or None,
            "released": self._logins().get(admin.email),
        }
        opts = ResourceOptions(depends_on=[*self._after_losers])
        return User(self._tenant.slug, args, ResourceOptions.merge(self._stays_with_company(), opts))

    def _logins(self) -> Mapping[str, Values]:
        return {email: admin.values for email, admin in self._moves.admins.items()}

    def _suspend(self) -> Suspension:
        login = self._tenant.login
        rules = {"domains": list(login.domains) or None, "addresses": [*login.users, *login.admins] or None}
        return Suspension(self._tenant.slug, self._membership() | rules, self._stays_with_company())

    def _create_credentials(self) -> dict[str, Credentials]:
        slug, member, recorded = self._tenant.slug, self._admin.member, self._recorded
        enabled = enabled_pairs(self._tenant.credentials, recorded, has_gateway=self._has_gateway)
        return {
            purpose: key_pair(slug, purpose, purpose, terms, member, recorded, self._child())
            for purpose, terms in enabled.items()
        }

    def _people(self) -> People:
        stays = self._stays_with_company
        return People(
            tenant=self._tenant,
            admin=self._admin.member,
            recovering=self._recovering,
            recorded=self._recorded,
            group_peers=self._moves.group_peers,
            inside=self._child,
            stays=stays,
        )

    def _create_login_rules(self, sso_client_secret: Input[str] | None) -> list[pulumi.Resource]:
        slug, login = self._tenant.slug, self._tenant.login
        rules: list[pulumi.Resource] = []
        if login.manages_domains:
            domains = {"domains": list(login.domains), "released": dict(self._moves.domains) or None}
            rules.append(LoginDomains(slug, self._membership() | domains, self._child()))
        if login.users or login.admins:
            entries = {
                "users": list(login.users) or None,
                "admins": list(login.admins) or None,
                "adopt": list(login.adopt) or None,
                "released": dict(self._moves.addresses) or None,
                "logins": self._logins() or None,
            }
            rules.append(LoginWhitelist(slug, self._membership() | entries, self._child()))
        if login.sso is not None:
            rules.append(self._create_sso(login.sso, sso_client_secret))
        return rules

    def _create_sso(self, sso: SsoSettings, client_secret: Input[str] | None) -> SsoConfiguration:
        provider = sso.provider
        args = {
            "tenant": self._tenant.slug,
            "company": self.company_id,
            "external_tenant": sso.tenant,
            "group_mapping": None if sso.group_mapping is None else dict(sso.group_mapping),
            "admin_groups": _listed(sso.admin_groups),
            "provider": provider and provider.kind,
            "provider_id": provider and provider.id,
            "configuration": provider and (dict(provider.configuration) or None),
            "active": provider and provider.active,
            "client_secret": client_secret,
        }
        return SsoConfiguration(self._tenant.slug, args, self._child())

    def _create_queues(self) -> dict[str, Queue]:
        return {
            name: Queue(
                f"{self._tenant.slug}/{name}",
                self._membership()
                | {
                    "name": name,
                    "display_name": queue.display_name,
                    "tags": _listed(queue.tags),
                    "delete_when_not_empty": queue.delete_when_not_empty or None,
                    "adopt": queue.adopt,
                    "label": label_prefix(self._tenant.slug),
                    "recovering": self._recovering or None,
                },
                self._stays_with_company(),
            )
            for name, queue in self._tenant.workers.queues.items()
        }

    def _membership(self) -> dict[str, Any]:
        return {"tenant": self._tenant.slug, "member": self._admin.member}

    def _child(self) -> ResourceOptions:
        return ResourceOptions(parent=self)

    def _stays_with_company(self) -> ResourceOptions:
        """Options of what is not deleted separately when the company is deleted.

        The company may be kept (retain), or refuse deletion while tasks run (delete); the resource must exist then.
        It is still deleted if it alone leaves the tenant file.
        """
        return ResourceOptions(parent=self, deleted_with=self._company)


def _listed(names: Iterable[str] | None) -> list[str] | None:
    """None is unmanaged; an empty list is managed and empty."""
    return None if names is None else list(names)
