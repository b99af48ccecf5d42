"""Owns one tenant as its file describes it.

It must not compare tenants with each other (`blueprint.stack.rules.uniqueness`) and must not read files (`blueprint.stack.build`).
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, model_validator

from blueprint.settings.checking.expect import mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.tenant.groups import UserGroups, check_user_groups
from blueprint.settings.tenant.login import LoginSettings
from blueprint.settings.tenant.service_users import ServiceUsers, check_service_users
from blueprint.settings.tenant.workers import WorkersSettings
from blueprint.settings.words.names import (
    ByKey,
    CompanyId,
    CompanyName,
    CookieDomain,
    Count,
    Email,
    FeatureName,
    Limit,
    Line,
    Purpose,
    Slug,
    SortedSet,
    UserId,
)

__all__ = [
    "AdminSettings",
    "CredentialSettings",
    "FeaturesSettings",
    "LimitsSettings",
    "LoginSettings",
    "QueueSettings",
    "SsoProviderSettings",
    "SsoSettings",
    "TenantFile",
    "TenantSettings",
    "WorkersSettings",
]

USUAL_PURPOSES = ("agent", "gateway")
"""Every tenant has these credentials; a file adds purposes or changes their generation."""


class AdminSettings(Model):
    """The tenant's first user, with the role admin (auth.create_user); the credentials belong to this user."""

    name: Line
    """Display name."""
    email: Email
    """E-mail address; unique over the whole server."""
    given_name: Line | None = None
    """Given name, where it shall be shown apart."""
    family_name: Line | None = None
    """Family name, where it shall be shown apart."""
    adopt: UserId | None = None
    """Id of an existing user to take over; without it an existing user of another origin is refused."""


class LimitsSettings(Model):
    """What the server allows the tenant at most (system.update_company_settings); absent means the server's default."""

    users: Limit | None = None
    """Users (allowed_users)."""
    service_users: Limit | None = None
    """Service users (allowed_service_users)."""
    running_apps: Limit | None = None
    """Applications running at the same time (max_running_apps)."""


class FeaturesSettings(Model):
    """Which features of the server the tenant has (system.update_company_settings)."""

    enable: SortedSet[FeatureName] | None = None
    """Features to switch on in addition to the server's own."""
    exclude: SortedSet[FeatureName] | None = None
    """Features to take away although the server has them on."""

    @model_validator(mode="after")
    def names_each_feature_once(self) -> "FeaturesSettings":
        """A feature both enabled and excluded has no meaning that could be relied on."""
        for name in self.enable or ():
            if name in (self.exclude or ()):
                expected = "each feature under enable or exclude, not both (clearml:tenantDefaults counts too)"
                raise mismatch(expected, found=f"'{name}' in both", at="exclude")
        return self


class CredentialSettings(Model):
    """One key pair of the admin (auth.create_credentials)."""

    generation: Count = 1
    """Raise it by one to have a new key pair minted and the old one revoked."""
    expires_in_days: Count | None = None
    """Lifetime in days; absent means that the pair does not expire."""


def _with_usual_purposes(raw: object) -> object:
    given = {} if raw is None else raw
    return {**dict.fromkeys(USUAL_PURPOSES), **given} if isinstance(given, Mapping) else given


Credentials = Annotated[ByKey[Purpose, CredentialSettings], BeforeValidator(_with_usual_purposes)]


class TenantFile(Model):
    """Everything a tenant file may say; the published schema is made from this model."""

    name: CompanyName
    """Display name of the company; may change at any time."""
    adopt: CompanyId | None = None
    """Id of an existing company to take over; without it a company of this name with users in it is refused."""
    admin: AdminSettings
    """The tenant's first user."""
    login: LoginSettings = LoginSettings()
    """Who may enter."""
    limits: LimitsSettings = LimitsSettings()
    """What the server allows at most."""
    features: FeaturesSettings = FeaturesSettings()
    """Which features the tenant has."""
    cookie_domain: CookieDomain | None = None
    """Domain of the session cookie (cookie_options), where the tenant has a host name of its own."""
    workers: WorkersSettings = WorkersSettings()
    """Where the tenant's work waits, and what serves it."""
    cluster: Line | None = None
    """Where its workers are: a name of `clearml:clusters`; none means the platform's own cluster."""
    credentials: Credentials = Field(default_factory=dict)
    """Purpose: key pair. The purposes agent and gateway always exist."""
    service_users: ServiceUsers = Field(default_factory=dict)
    """Key: an account without a person."""
    groups: UserGroups = Field(default_factory=dict)
    """Group's name: who is in it."""
    state: Literal["active", "suspended"] = "active"
    """suspended: key pairs are revoked and login rules are off, nothing is deleted."""
    deletion: Literal["protect", "retain", "delete"] = "protect"
    """What removing the file does: refuse, take away only what can come back, or delete the company."""
    delete_while_running: StrictBool = False
    """Whether deletion may go on while the tenant's tasks and applications run."""

    @model_validator(mode="after")
    def lists_its_admin_as_admin(self) -> "TenantFile":
        """The admin's address under login.users would ask for two roles of one person."""
        if self.admin.email in self.login.users:
            expected = "the tenant's admin under login.admins, or not at all"
            raise mismatch(expected, found=f"'{self.admin.email}', the tenant's admin", at="login.users")
        return self

    @model_validator(mode="after")
    def allows_what_it_lists(self) -> "TenantFile":
        """Limits and features of the same file count for its service users, and groups name those alone."""
        check_service_users(self.service_users, self.limits.service_users, self.features.exclude or ())
        check_user_groups(self.groups, self.service_users)
        return self


class TenantSettings(TenantFile):
    """A tenant: its file plus its permanent key."""

    slug: Slug
    """The file's name without .yaml; permanent, because resources are named after it."""
