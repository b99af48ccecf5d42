"""Configuration of the ClearML server, which its apiserver reads from `CLEARML__…` environment variables.

The variables' names are in `blueprint.catalog.server_settings`, their encoding in
`blueprint.values.platform.server_settings`.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, model_validator

from blueprint.catalog.secrets.names import sounds_secret
from blueprint.catalog.secrets.texts import secret_in
from blueprint.catalog.server_settings import typed_setting
from blueprint.settings.checking.expect import mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.words.kubernetes import Url, Uuid
from blueprint.settings.words.names import ByKey, CompanyId, Email, FeatureName, Limit, Line, SortedSet
from blueprint.settings.words.server import FreeValue, GroupName, SecretName, ServerName, SettingPath

BUILT_IN_GROUPS = ("users", "admins", "queue_admins")
"""Groups that every server has; only their features can be configured (guide, "Types of Groups")."""


_ELSEWHERE = "an encrypted secret of the stack, referenced by extraSecrets"


def _each_once(raw: object) -> object:
    """Refuse names that differ only in case: the server lower-cases group names, so the groups would be merged."""
    names = [str(name).lower() for name in raw] if isinstance(raw, Mapping) else []
    for name in names:
        if names.count(name) > 1:
            raise mismatch("names that differ in more than case", found=f"two groups named '{name}'")
    return {} if raw is None else raw


def _holds_secret(value: object) -> bool:
    """Whether a text, or any text of a list, is a secret by its form."""
    texts = value if isinstance(value, tuple) else (value,)
    return any(isinstance(text, str) and secret_in(text) is not None for text in texts)


class ServerGroupSettings(Model):
    """A group of users across all tenants (guide, "Configuring Cross-Tenant Groups"); the key is the group's name."""

    features: SortedSet[FeatureName]
    """Features of the group's members, limited to those that the server or the tenant has; a user has the features of
    all of their groups."""
    id: Uuid | None = None
    """Permanent UUID of the group; by default, derived from the group's name. Not for built-in groups."""
    name: Line | None = None
    """Display name of the group; by default, the group's key."""
    assignable: StrictBool = False
    """Whether a tenant's admins may add users to the group."""


class SupervisorSettings(Model):
    """A user with access to all tenants (guide of 2025-04; no longer in the vendor's newest pages). The supervisor's
    key pair is among the stack's secrets."""

    email: Email
    """E-mail address of the supervisor."""
    role: Literal["system", "root"] = "system"
    """Role of the supervisor on the server."""
    allow_login: StrictBool = True
    """Whether the supervisor can sign in to the web UI with the key pair."""
    groups: SortedSet[Line] = ("admins", "queue_admins", "users")
    """Groups of the supervisor (sec_groups)."""


class LoginProviderSettings(Model):
    """An identity provider of the whole server (guide, `…sso__oauth_client__<provider>__…`); the key is the provider's
    name.

    The client secret is the stack's secret `loginClientSecret-<key>`.
    """

    client_id: Line
    """Client ID, issued by the identity provider."""
    base_url: Url | None = None
    """Base URL of the identity provider."""
    authorize_url: Url | None = None
    """URL to which users are sent to sign in."""
    access_token_url: Url | None = None
    """URL at which authorization codes are exchanged for tokens."""
    audience: Line | None = None
    """Audience of the tokens."""
    extra: ByKey[ServerName, Line] = Field(default_factory=dict)
    """Further fields of the identity provider, named as the server names them."""

    @model_validator(mode="after")
    def check_extra_fields(self) -> "LoginProviderSettings":
        """Refuse under `extra` each field that has its own key, and secrets."""
        for field in self.extra:
            if field in ("client_id", "base_url", "authorize_url", "access_token_url", "audience"):
                raise mismatch("this field under its own key", found="the field under extra", at=("extra", field))
            if sounds_secret(field) or secret_in(self.extra[field]):
                raise mismatch(_ELSEWHERE, found="a value (not shown)", at=("extra", field))
        return self


class ServerSettings(Model):
    """Configuration of the apiserver. Omitted keys keep the server's defaults."""

    features: SortedSet[FeatureName] = ()
    """Features of the whole server (services.organization.features)."""
    ui_features: ByKey[ServerName, ByKey[FeatureName, StrictBool]] = Field(default_factory=dict)
    """By role and feature: whether the UI shows the feature (services.auth.ui_features_per_role); the predecessor of
    group features."""
    groups: Annotated[ByKey[GroupName, ServerGroupSettings], BeforeValidator(_each_once)] = Field(default_factory=dict)
    """Groups of users across all tenants, including the built-in groups `users` and `admins`."""
    max_running_apps: Limit | None = None
    """Number of applications that one company may run at the same time, unless the tenant has its own limit."""
    unique_company_names: StrictBool = True
    """Whether company names must be unique."""
    supervisor: SupervisorSettings | None = None
    """A user with access to all tenants."""
    supervisor_company: CompanyId | None = None
    """ID of the company that sees the resource usage of all companies
    (services.workers.resource_usages.supervisor_company)."""
    login_providers: ByKey[ServerName, LoginProviderSettings] = Field(default_factory=dict)
    """Identity providers of the whole server, by name."""
    tenant_login: StrictBool = False
    """Whether users sign in through the identity provider of their tenant, at `/login/<login.sso.tenant>` of the web
    app (services.login.sso.tenant_login). Without `loginProviders`, identity providers of the whole server are hidden;
    the general login page then offers passwords only."""
    extra: ByKey[SettingPath, FreeValue] = Field(default_factory=dict)
    """Any other server setting: path and value, which is a string, number, true, false or list."""
    extra_secrets: ByKey[SettingPath, SecretName] = Field(default_factory=dict)
    """Any other secret server setting: path, and the <name> of the stack's secret `serverSecret-<name>`."""

    @model_validator(mode="after")
    def limit_built_in_groups_to_features(self) -> "ServerSettings":
        """Refuse an ID or a name for a built-in group, because it would make a different group."""
        for name in BUILT_IN_GROUPS:
            extra = sorted(self.groups[name].model_fields_set - {"features"}) if name in self.groups else []
            if extra:
                raise mismatch("only features of a built-in group", found=", ".join(extra), at=f"groups.{name}")
        return self

    @model_validator(mode="after")
    def require_each_setting_once(self) -> "ServerSettings":
        """Refuse untyped settings that have a typed key, because one of the two values would be ignored."""
        for section, paths in (("extra", self.extra), ("extraSecrets", self.extra_secrets)):
            for path in paths:
                row = typed_setting(path)
                if row is not None and not row.derived:
                    expected = f"the setting as {NAMESPACE}:{row.setting}"
                    raise mismatch(expected, found="a setting with its own key", at=(section, path))
        for path in self.extra:
            if path in self.extra_secrets:
                expected = "each setting under extra or extraSecrets, not both"
                raise mismatch(expected, found="the setting in both", at=("extraSecrets", path))
            if sounds_secret(path.rsplit(".", 1)[-1]) or _holds_secret(self.extra[path]):
                raise mismatch(_ELSEWHERE, found="a value (not shown)", at=("extra", path))
        return self
