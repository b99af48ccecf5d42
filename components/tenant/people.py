"""Creates a tenant's service users, their key pairs, and its user groups.

`components.tenant.account` uses it and decides what a suspended tenant keeps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pulumi import Input, Output, ResourceOptions

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.names import KeyPairTerms, label, label_prefix
from providers.clearml.credentials import Credentials
from providers.clearml.service_user import ServiceUser
from providers.clearml.user_group import UserGroup

Member = Input[Mapping[str, str]]


def key_pair(
    slug: str, name: str, purpose: str, terms: KeyPairTerms, member: Member, opts: ResourceOptions
) -> Credentials:
    """Create a key pair of the user `member`. The resource is called `slug/name`; the label contains `purpose`."""
    args = {
        "tenant": slug,
        "member": member,
        "purpose": purpose,
        "generation": terms.generation,
        "label": label(slug, purpose, terms),
        "expires_in_days": terms.expires_in_days,
    }
    return Credentials(f"{slug}/{name}", args, opts)


@dataclass(frozen=True, kw_only=True)
class People:
    """Creates service users and groups of `tenant`; API calls act for `admin`. `recovering` is as in AccountArgs.

    `inside` returns the options of resources that are deleted before the company, `stays` the options of those that are
    left to the deletion of the company.
    """

    tenant: TenantSettings
    admin: Output[Mapping[str, str]]
    recovering: bool
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
        slug, terms = self.tenant.slug, self.tenant.service_users
        return {
            key: key_pair(slug, f"service-users/{key}", f"service-user-{key}", terms[key], user.itself, self.inside())
            for key, user in users.items()
        }

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
                },
                self.stays(),
            )
            for name, group in self.tenant.groups.items()
        }
