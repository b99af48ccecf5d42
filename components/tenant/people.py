"""Creates a tenant's service users, their key pairs, and its user groups.

`components.tenant.account` uses it and decides what a suspended tenant keeps.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pulumi import Output, ResourceOptions

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.names import label_prefix
from components.tenant.key_pairs import RecordedKeyPairs, key_pair
from components.tenant.moves import Values
from providers.clearml.credentials import Credentials
from providers.clearml.service_user import ServiceUser
from providers.clearml.user_group import UserGroup


@dataclass(frozen=True, kw_only=True)
class People:
    """Creates service users and groups of `tenant`; API calls act for `admin`.

    `recovering` and `recorded` are as in AccountArgs, `group_peers` as in Moves.
    `inside` returns the options of resources that are deleted before the company, `stays` the options of those that are
    left to the deletion of the company.
    """

    tenant: TenantSettings
    admin: Output[Mapping[str, str]]
    recovering: bool
    recorded: RecordedKeyPairs
    group_peers: Mapping[str, Sequence[Values]]
    inside: Callable[[], ResourceOptions]
    stays: Callable[[], ResourceOptions]

    def service_users(self) -> dict[str, ServiceUser]:
        """Service users by key of the tenant file."""
        slug, prefix = self.tenant.slug, label_prefix(self.tenant.slug)
        return {
            key: ServiceUser(
                f"{slug}/{key}",
                {
                    "tenant": slug,
                    "member": self.admin,
                    "name": user.name or key,
                    "label": prefix,
                    "run_as_owner": user.run_as_owner or None,
                    "adopt": user.adopt,
                    "without_keys": self.tenant.state == "suspended" or None,
                    "recovering": self.recovering or None,
                },
                self.stays(),
            )
            for key, user in self.tenant.service_users.items()
        }

    def pairs(self, users: Mapping[str, ServiceUser]) -> dict[str, Credentials]:
        """Key pairs by key of the tenant file. Names contain a slash, which purposes of the admin's pairs cannot."""
        return {key: self._pair(key, user) for key, user in users.items()}

    def _pair(self, key: str, user: ServiceUser) -> Credentials:
        terms, name, purpose = self.tenant.service_users[key], f"service-users/{key}", f"service-user-{key}"
        return key_pair(self.tenant.slug, name, purpose, terms, user.itself, self.recorded, self.inside())

    def groups(self, service_users: Mapping[str, ServiceUser]) -> dict[str, UserGroup]:
        """Groups by name."""
        slug = self.tenant.slug
        return {
            name: UserGroup(
                f"{slug}/{name}",
                {
                    "tenant": slug,
                    "member": self.admin,
                    "name": name,
                    "description": group.description,
                    "users": list(group.users) or None,
                    "service_users": [service_users[key].id for key in group.service_users] or None,
                    "existing": group.existing or None,
                    "peers": self.group_peers.get(name) if group.existing else None,
                },
                self.stays(),
            )
            for name, group in self.tenant.groups.items()
        }
