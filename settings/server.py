"""Owns the settings of the ClearML server itself, which its apiserver reads from `CLEARML__…` variables.

It must not know a variable's name or how a value is written there: `catalog.server_settings` and
`components.values.server_settings` do.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool

from settings.cluster_words import GroupName, SettingPath, Url, Uuid
from settings.expect import mismatch
from settings.model import Model
from settings.types import ByKey, CompanyId, Email, FeatureName, Limit, Line, SortedSet

BUILT_IN_GROUPS = ("users", "admins", "queue_admins")
"""Groups that every server has: only their features are configured (guide, "Types of Groups")."""


def _each_once(raw: object) -> object:
    """The server lower-cases a group's name: two that differ by case would merge into one in silence."""
    names = [str(name).lower() for name in raw] if isinstance(raw, Mapping) else []
    for name in names:
        if names.count(name) > 1:
            raise mismatch("names that differ by more than case", found=f"two groups that are both '{name}'")
    return {} if raw is None else raw


class Group(Model):
    """A group of users over all tenants (guide, "Configuring Cross-Tenant Groups"); the key is its name."""

    features: SortedSet[FeatureName]
    """Features of its members, as far as server or tenant have them; a user has the union of all their groups."""
    id: Uuid | None = None
    """Must be a UUID and stay the same; none means one derived from the group's name. Not for built-in groups."""
    name: Line | None = None
    """Display name; none means the key."""
    assignable: StrictBool = False
    """Whether a tenant's admins may put users into it."""


class Supervisor(Model):
    """A user over all tenants (guide of 2025-04; the vendor's newest pages leave it out). Its keys are secrets."""

    email: Email
    """Its e-mail address."""
    role: Literal["system", "root"] = "system"
    """Its role on the server."""
    allow_login: StrictBool = True
    """Whether its keys open the web UI."""
    groups: SortedSet[Line] = ("admins", "queue_admins", "users")
    """Its groups (sec_groups)."""


class LoginProvider(Model):
    """An identity provider for the whole server (guide, `…sso__oauth_client__<provider>__…`); the key is its name.

    Its client secret is the stack's secret key `loginClientSecret-<key>`.
    """

    client_id: Line
    """Client id that the identity provider gave."""
    base_url: Url | None = None
    """Its base URL."""
    authorize_url: Url | None = None
    """Where users are sent to sign in."""
    access_token_url: Url | None = None
    """Where codes become tokens."""
    audience: Line | None = None
    """Audience of the tokens."""
    extra: ByKey[Line, Line] = Field(default_factory=dict)
    """Further fields of this provider, by the server's own names."""


class Server(Model):
    """What the apiserver is told. Everything left out keeps the server's own default."""

    features: SortedSet[FeatureName] = ()
    """Features that the whole server has (services.organization.features)."""
    ui_features: ByKey[Line, ByKey[FeatureName, StrictBool]] = Field(default_factory=dict)
    """Role: feature: whether the UI shows it (services.auth.ui_features_per_role); older form of group features."""
    groups: Annotated[ByKey[GroupName, Group], BeforeValidator(_each_once)] = Field(default_factory=dict)
    """Groups over all tenants, the built-in `users` and `admins` among them."""
    max_running_apps: Limit | None = None
    """Applications that one company may run at the same time, unless the tenant says otherwise."""
    unique_company_names: StrictBool = True
    """Whether two companies may not have the same name."""
    supervisor: Supervisor | None = None
    """A user over all tenants."""
    supervisor_company: CompanyId | None = None
    """The company that sees the resource usage of all (services.workers.resource_usages.supervisor_company)."""
    login_providers: ByKey[Line, LoginProvider] = Field(default_factory=dict)
    """Identity providers for the whole server."""
    extra: ByKey[SettingPath, Any] = Field(default_factory=dict)
    """Any other setting: its path and its value, a text, number, true/false or list."""
    extra_secrets: ByKey[SettingPath, Line] = Field(default_factory=dict)
    """Any other setting that is secret: its path and the <name> of the stack's secret key `serverSecret-<name>`."""
