"""Owns the settings of the ClearML server itself, which its apiserver reads from `CLEARML__…` variables.

It must not know a variable's name or how a value is written there: `catalog.server_settings` and
`blueprint.values.platform.server_settings` do.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, model_validator

from blueprint.catalog.server_settings import typed_setting
from blueprint.settings.checking.expect import mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.words.kubernetes import Url, Uuid
from blueprint.settings.words.names import ByKey, CompanyId, Email, FeatureName, Limit, Line, SortedSet
from blueprint.settings.words.open_values import has_password
from blueprint.settings.words.secrets import sounds_secret
from blueprint.settings.words.server import FreeValue, GroupName, SecretName, ServerName, SettingPath

BUILT_IN_GROUPS = ("users", "admins", "queue_admins")
"""Groups that every server has: only their features are configured (guide, "Types of Groups")."""


_ELSEWHERE = "secrets as a key of their own, encrypted (extraSecrets names it)"


def _each_once(raw: object) -> object:
    """The server lower-cases a group's name: two that differ by case would merge into one in silence."""
    names = [str(name).lower() for name in raw] if isinstance(raw, Mapping) else []
    for name in names:
        if names.count(name) > 1:
            raise mismatch("names that differ by more than case", found=f"two groups that are both '{name}'")
    return {} if raw is None else raw


class ServerGroupSettings(Model):
    """A group of users over all tenants (guide, "Configuring Cross-Tenant Groups"); the key is its name."""

    features: SortedSet[FeatureName]
    """Features of its members, as far as server or tenant have them; a user has the union of all their groups."""
    id: Uuid | None = None
    """Must be a UUID and stay the same; none means one derived from the group's name. Not for built-in groups."""
    name: Line | None = None
    """Display name; none means the key."""
    assignable: StrictBool = False
    """Whether a tenant's admins may put users into it."""


class SupervisorSettings(Model):
    """A user over all tenants (guide of 2025-04; the vendor's newest pages leave it out). Its keys are secrets."""

    email: Email
    """Its e-mail address."""
    role: Literal["system", "root"] = "system"
    """Its role on the server."""
    allow_login: StrictBool = True
    """Whether its keys open the web UI."""
    groups: SortedSet[Line] = ("admins", "queue_admins", "users")
    """Its groups (sec_groups)."""


class LoginProviderSettings(Model):
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
    extra: ByKey[ServerName, Line] = Field(default_factory=dict)
    """Further fields of this provider, by the server's own names."""

    @model_validator(mode="after")
    def says_nothing_twice(self) -> "LoginProviderSettings":
        """A field that has a key of its own, or a secret, does not belong under extra."""
        for field in self.extra:
            if field in ("client_id", "base_url", "authorize_url", "access_token_url", "audience"):
                raise mismatch("this field under its own key", found="it under extra", at=("extra", field))
            if sounds_secret(field) or has_password(self.extra[field]):
                raise mismatch(_ELSEWHERE, found="a value (not shown)", at=("extra", field))
        return self


class ServerSettings(Model):
    """What the apiserver is told. Everything left out keeps the server's own default."""

    features: SortedSet[FeatureName] = ()
    """Features that the whole server has (services.organization.features)."""
    ui_features: ByKey[ServerName, ByKey[FeatureName, StrictBool]] = Field(default_factory=dict)
    """Role: feature: whether the UI shows it (services.auth.ui_features_per_role); older form of group features."""
    groups: Annotated[ByKey[GroupName, ServerGroupSettings], BeforeValidator(_each_once)] = Field(default_factory=dict)
    """Groups over all tenants, the built-in `users` and `admins` among them."""
    max_running_apps: Limit | None = None
    """Applications that one company may run at the same time, unless the tenant says otherwise."""
    unique_company_names: StrictBool = True
    """Whether two companies may not have the same name."""
    supervisor: SupervisorSettings | None = None
    """A user over all tenants."""
    supervisor_company: CompanyId | None = None
    """The company that sees the resource usage of all (services.workers.resource_usages.supervisor_company)."""
    login_providers: ByKey[ServerName, LoginProviderSettings] = Field(default_factory=dict)
    """Identity providers for the whole server."""
    extra: ByKey[SettingPath, FreeValue] = Field(default_factory=dict)
    """Any other setting: its path and its value, a text, number, true/false or list."""
    extra_secrets: ByKey[SettingPath, SecretName] = Field(default_factory=dict)
    """Any other setting that is secret: its path and the <name> of the stack's secret key `serverSecret-<name>`."""

    @model_validator(mode="after")
    def configures_built_in_groups_by_their_features(self) -> "ServerSettings":
        """Another id or name of a built-in group would be another group."""
        for name in BUILT_IN_GROUPS:
            given = sorted(self.groups[name].model_fields_set - {"features"}) if name in self.groups else []
            if given:
                raise mismatch("only features of a built-in group", found=", ".join(given), at=f"groups.{name}")
        return self

    @model_validator(mode="after")
    def says_each_setting_once(self) -> "ServerSettings":
        """A free setting that has a place of its own would overrule it in silence, or be overruled."""
        for section, paths in (("extra", self.extra), ("extraSecrets", self.extra_secrets)):
            for path in paths:
                row = typed_setting(path)
                if row is not None and not row.derived:
                    expected = f"it as {NAMESPACE}:{row.setting}"
                    raise mismatch(expected, found="a setting with a key of its own", at=(section, path))
        for path in self.extra:
            if path in self.extra_secrets:
                expected = "each setting under extra or extraSecrets, not both"
                raise mismatch(expected, found="it in both", at=("extraSecrets", path))
            if sounds_secret(path.rsplit(".", 1)[-1]) or has_password(self.extra[path]):
                raise mismatch(_ELSEWHERE, found="a value (not shown)", at=("extra", path))
        return self
