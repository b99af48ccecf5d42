"""Owns who may enter a tenant: e-mail domains, single addresses and single sign-on.

It must not hold a secret: the client secret of a provider is a secret key of the stack.
"""

from typing import Annotated

from pydantic import (
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationInfo,
    model_validator,
)

from blueprint.settings.checking.expect import Context, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.words.names import ByKey, Domain, Email, Line, SortedSet
from blueprint.settings.secrets import SSO_CLIENT_SECRET
from blueprint.settings.words.secrets import secret_command, sounds_secret


def _configuration_key(key: object, info: ValidationInfo) -> object:
    """The id has its own key, and a secret in a tenant file would be in every clone of the repository."""
    if key == "id":
        raise mismatch("id beside configuration, not in it")
    if sounds_secret(str(key)):
        slug = info.context.slug if isinstance(info.context, Context) and info.context.slug else "<tenant>"
        command = secret_command(SSO_CLIENT_SECRET.key_of(slug))
        raise mismatch(f"the client secret outside the file, stored by `{command}`")
    return key


def _configuration_value(value: object) -> object:
    texts = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if texts or isinstance(value, str | bool | int):
        return value
    raise mismatch("a text, a whole number, true, false or a list of texts")


ConfigurationKey = Annotated[StrictStr, BeforeValidator(_configuration_key)]
ConfigurationValue = Annotated[
    StrictStr | StrictBool | StrictInt | tuple[StrictStr, ...], BeforeValidator(_configuration_value)
]


class SsoProviderSettings(Model):
    """One identity provider of a tenant (sso.save_provider_configuration, Enterprise)."""

    kind: Line
    """The provider's kind as the server names it, such as keycloak."""
    id: Line
    """The configuration's own id on the server; permanent, chosen here."""
    configuration: ByKey[ConfigurationKey, ConfigurationValue] = Field(default_factory=dict)
    """The provider's fields under the server's own names, such as client_id and token_endpoint; never the secret."""
    active: StrictBool = True
    """Whether people can sign in with it."""


class SsoSettings(Model):
    """Single sign-on of a tenant (system.update_company_sso_config, Enterprise)."""

    tenant: Line | None = None
    """The tenant's id at the identity provider; one ClearML tenant for each."""
    group_mapping: ByKey[Line, Line] = Field(default_factory=dict)
    """Group at the identity provider: group in ClearML."""
    admin_groups: SortedSet[Line] = ()
    """Groups at the identity provider whose members become admins."""
    provider: SsoProviderSettings | None = None
    """A provider of this tenant alone; its client secret is the stack's secret clearml:ssoClientSecret-<tenant>."""


class LoginSettings(Model):
    """Who may enter. An address listed here wins over the domain rule of another tenant."""

    domains: SortedSet[Domain] = ()
    """E-mail domains whose people enter this tenant by themselves."""
    users: SortedSet[Email] = ()
    """Single addresses that enter as users."""
    admins: SortedSet[Email] = ()
    """Single addresses that enter as admins."""
    sso: SsoSettings | None = None
    """Single sign-on."""

    @model_validator(mode="after")
    def has_one_role_for_each_address(self) -> "LoginSettings":
        """The server keeps one entry an address; two roles would make each run undo the other."""
        for email in self.users:
            if email in self.admins:
                raise mismatch("each address under users or admins, not both", found=f"'{email}' in both", at="admins")
        return self
