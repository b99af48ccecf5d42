"""Settings of one tenant, as in a tenant file.

`blueprint.stack.build` reads the files, `blueprint.stack.rules.uniqueness` compares tenants with each other.
"""

from typing import Literal

from pydantic import Field, StrictBool, model_validator

from blueprint.settings.checking.expect import mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.tenant.groups import UserGroups, check_user_groups
from blueprint.settings.tenant.key_pairs import AGENT, GATEWAY, Credentials, check_used_pairs
from blueprint.settings.tenant.login import LoginSettings
from blueprint.settings.tenant.service_users import ServiceUsers, check_service_users
from blueprint.settings.tenant.workers import WorkersSettings
from blueprint.settings.words.names import (
    CompanyId,
    CompanyName,
    CookieDomain,
    Email,
    FeatureName,
    Limit,
    Line,
    Slug,
    SortedSet,
    UserId,
)


class AdminSettings(Model):
    """The tenant's first user, with the role admin (auth.create_user). The tenant's credentials belong to this user."""

    name: Line
    """Display name of the admin."""
    email: Email
    """E-mail address of the admin, unique on the whole server."""
    given_name: Line | None = None
    """Given name of the admin, if it is to be shown separately."""
    family_name: Line | None = None
    """Family name of the admin, if it is to be shown separately."""
    adopt: UserId | None = None
    """ID of an existing user to take over; without it, an existing user that this program did not create is refused.
    The user is never deleted by this program."""


class LimitsSettings(Model):
    """Limits of the tenant on the server (system.update_company_settings); by default, those of the server."""

    users: Limit | None = None
    """Maximum number of users (allowed_users)."""
    service_users: Limit | None = None
    """Maximum number of service users (allowed_service_users)."""
    running_apps: Limit | None = None
    """Maximum number of applications running at the same time (max_running_apps)."""


class FeaturesSettings(Model):
    """Features of the tenant (system.update_company_settings)."""

    enable: SortedSet[FeatureName] | None = None
    """Features to enable in addition to those of the whole server."""
    exclude: SortedSet[FeatureName] | None = None
    """Features of the whole server to disable for the tenant."""

    @model_validator(mode="after")
    def require_each_feature_once(self) -> "FeaturesSettings":
        """Refuse features that are both enabled and excluded, because the result would be undefined."""
        for name in self.enable or ():
            if name in (self.exclude or ()):
                expected = "each feature under enable or exclude, not both (clearml:tenantDefaults included)"
                raise mismatch(expected, found=f"'{name}' in both", at="exclude")
        return self


class TenantFile(Model):
    """Content of a tenant file; the published JSON schema is generated from this model."""

    name: CompanyName
    """Display name of the company; can be changed at any time."""
    adopt: CompanyId | None = None
    """ID of an existing company to take over; without it, an existing company of this name that this program did not
    create is refused. It is never deleted by this program."""
    formerly: Slug | None = None
    """Former name of the tenant file, without .yaml, if it was renamed. The tenant keeps everything; after one
    `pulumi up` the setting can be removed."""
    admin: AdminSettings
    """The tenant's first user, with the role admin."""
    login: LoginSettings = LoginSettings()
    """Users who can sign in to the tenant."""
    limits: LimitsSettings = LimitsSettings()
    """Limits of the tenant on the server."""
    features: FeaturesSettings = FeaturesSettings()
    """Features of the tenant."""
    cookie_domain: CookieDomain | None = None
    """Domain of the session cookie (cookie_options), for a tenant with its own host name."""
    workers: WorkersSettings = WorkersSettings()
    """The tenant's queues and the workers that run their tasks."""
    cluster: Line | None = None
    """Cluster of the tenant's workers, one of `clearml:clusters`; by default, the platform's own cluster."""
    credentials: Credentials = Field(default_factory=dict)
    """Key pairs of the admin, by purpose. The purpose agent needs no entry, nor does gateway for a tenant with an app
    gateway."""
    service_users: ServiceUsers = Field(default_factory=dict)
    """Accounts for programs, by key."""
    groups: UserGroups = Field(default_factory=dict)
    """User groups and their members, by the group's name."""
    state: Literal["active", "suspended"] = "active"
    """`suspended` stops access: it revokes all key pairs of all users, removes login rules and allows no applications.
    Nothing else is deleted."""
    deletion: Literal["protect", "retain", "delete"] = "protect"
    """Effect of removing the tenant's file. `protect`: an error; `retain`: deletes only what can be recreated;
    `delete`: deletes the company."""
    delete_while_running: StrictBool = False
    """Whether the company may be deleted while the tenant's tasks and applications run."""

    @model_validator(mode="after")
    def require_one_role_for_admin(self) -> "TenantFile":
        """Refuse the admin's address under login.users, because it would have two roles."""
        if self.admin.email in self.login.users:
            expected = "the tenant's admin under login.admins, or not at all"
            raise mismatch(expected, found=f"'{self.admin.email}', the tenant's admin", at="login.users")
        return self

    @model_validator(mode="after")
    def check_service_users_and_groups(self) -> "TenantFile":
        """Check service users against the file's limits and features, and groups against its service users."""
        check_service_users(self.service_users, self.limits.service_users, self.features.exclude or ())
        check_user_groups(self.groups, self.service_users)
        return self

    @model_validator(mode="after")
    def check_key_pairs(self) -> "TenantFile":
        """Refuse to switch off a key pair that the tenant's agent or gateway needs."""
        queues, gateway = self.workers.queues, self.workers.gateway
        users = {AGENT: "workers.queues" if queues else None, GATEWAY: "workers.gateway" if gateway else None}
        check_used_pairs(self.credentials, users)
        return self


class TenantSettings(TenantFile):
    """A tenant: the content of its file and its permanent key."""

    slug: Slug
    """The tenant's key: the file's name without .yaml. Permanent, because resource names are derived from it."""
