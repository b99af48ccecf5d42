"""People of a tenant beside its admin: service users, each with a key pair, and groups of users.

A part of `components.tenant.account`, which owns the company and decides what a suspended tenant keeps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pulumi import Input, Output, ResourceOptions

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.names import WantedPair, label, label_prefix
from providers.clearml.credentials import Credentials
from providers.clearml.service_user import ServiceUser
from providers.clearml.user_group import UserGroup

Member = Input[Mapping[str, str]]


def key_pair(
    slug: str, name: str, purpose: str, wanted: WantedPair, member: Member, opts: ResourceOptions
) -> Credentials:
    """One key pair of the user `member`; `name` is the resource's after the slug, `purpose` goes into the label."""
    args = {
        "tenant": slug,
        "member": member,
        "purpose": purpose,
        "generation": wanted.generation,
        "label": label(slug, purpose, wanted),
        "expires_in_days": wanted.expires_in_days,
    }
    return Credentials(f"{slug}/{name}", args, opts)


@dataclass(frozen=True, kw_only=True)
class People:
    """What makes them: the tenant file, the admin for whom calls are made, and the resources' options.

    `inside` gives options of what goes first, `stays` of what is not touched while the company goes.
    """

    tenant: TenantSettings
    admin: Output[Mapping[str, str]]
    inside: Callable[[], ResourceOptions]
    stays: Callable[[], ResourceOptions]

    def service_users(self) -> dict[str, ServiceUser]:
        """Key: service user."""
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
                },
                self.stays(),
            )
            for key, user in self.tenant.service_users.items()
        }

    def pairs(self, made: Mapping[str, ServiceUser]) -> dict[str, Credentials]:
        """Key: the service user's key pair. A slash keeps names apart from purposes of the admin, which have none."""
        slug, wanted = self.tenant.slug, self.tenant.service_users
        return {
            key: key_pair(slug, f"service-users/{key}", f"service-user-{key}", wanted[key], user.itself, self.inside())
            for key, user in made.items()
        }

    def groups(self, made: Mapping[str, ServiceUser]) -> dict[str, UserGroup]:
        """Group's name: group."""
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
                    "service_users": [made[key].id for key in group.service_users] or None,
                    "existing": group.existing or None,
                },
                self.stays(),
            )
            for name, group in self.tenant.groups.items()
        }
