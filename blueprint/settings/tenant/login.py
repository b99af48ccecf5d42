"""Settings of sign-in to a tenant: e-mail domains, individual addresses and single sign-on.

The client secret of an identity provider is among the stack's secrets.
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

from blueprint.catalog.mail_domains import is_mail_provider, is_public_suffix
from blueprint.catalog.secrets.names import sounds_secret
from blueprint.settings.checking.expect import Context, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.secrets import SSO_CLIENT_SECRET
from blueprint.settings.words.names import ByKey, Domain, Email, Line, SortedSet
from blueprint.settings.words.secrets import secret_command


def _configuration_key(key: object, info: ValidationInfo) -> object:
    """Refuse the ID, which has its own key, and secrets, which would be in every clone of the repository."""
    if key == "id":
        raise mismatch("id next to configuration, not in it")
    if sounds_secret(str(key)):
        slug = info.context.slug if isinstance(info.context, Context) and info.context.slug else "<tenant>"
        command = secret_command(SSO_CLIENT_SECRET.key_of(slug))
        raise mismatch(f"the client secret outside the file, stored by `{command}`")
    return key


def _configuration_value(value: object) -> object:
    strings = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if strings or isinstance(value, str | bool | int):
        return value
    raise mismatch("a string, a whole number, true, false or a list of strings")


ConfigurationKey = Annotated[StrictStr, BeforeValidator(_configuration_key)]
ConfigurationValue = Annotated[
    StrictStr | StrictBool | StrictInt | tuple[StrictStr, ...], BeforeValidator(_configuration_value)
]


PRIVATE_DOMAIN = (
    "a domain of the tenant alone; list single addresses under login.users, or confirm it in confirmedDomains"
)


def _kind_of_strangers(domain: str) -> str | None:
    if is_public_suffix(domain):
        return "a public suffix"
    return "a mail provider" if is_mail_provider(domain) else None


class SsoProviderSettings(Model):
    """An identity provider of one tenant (sso.save_provider_configuration, Enterprise)."""

    kind: Line
    """Kind of the identity provider, such as keycloak, as the server names it."""
    id: Line
    """Permanent ID of the identity provider's configuration on the server, of your choice."""
    configuration: ByKey[ConfigurationKey, ConfigurationValue] = Field(default_factory=dict)
    """Fields of the identity provider, such as client_id and token_endpoint, as the server names them; not the client
    secret."""
    active: StrictBool = True
    """Whether users can sign in through the identity provider."""


class SsoSettings(Model):
    """Single sign-on of a tenant (system.update_company_sso_config, Enterprise)."""

    tenant: Line | None = None
    """ID of the tenant at the identity provider; each ID belongs to only one ClearML tenant. Users sign in at
    `/login/<ID>` of the web app, which requires `clearml:controlPlane.server.tenantLogin`."""
    group_mapping: ByKey[Line, Line] | None = None
    """By group at the identity provider: the group in ClearML. `{}` means none; without the key, the mapping on the
    server is left alone."""
    admin_groups: SortedSet[Line] | None = None
    """Groups at the identity provider whose members become admins. `[]` means none; without the key, the groups on the
    server are left alone."""
    provider: SsoProviderSettings | None = None
    """The tenant's own identity provider; the client secret is the stack's secret clearml:ssoClientSecret-<tenant>."""


class LoginSettings(Model):
    """Users who can sign in to the tenant. A listed address takes precedence over another tenant's domain."""

    domains: SortedSet[Domain] = ()
    """E-mail domains whose users join this tenant when they first sign in. Domains of mail providers such as gmail.com,
    public suffixes such as co.uk and the operator's own domain are refused: list single addresses under users. `[]`
    means none; without the key, the domains on the server are left alone."""
    confirmed_domains: SortedSet[Domain] = ()
    """Domains under domains that are accepted all the same: every user with an address in them can join this tenant."""
    users: SortedSet[Email] = ()
    """E-mail addresses that sign in with the role user."""
    admins: SortedSet[Email] = ()
    """E-mail addresses that sign in with the role admin."""
    adopt: SortedSet[Email] = ()
    """Addresses under users or admins whose existing invitation is taken over: its role is corrected, and it is removed
    when the address leaves the file."""
    sso: SsoSettings | None = None
    """Single sign-on."""

    @property
    def manages_domains(self) -> bool:
        """Whether the file lists the domains, even if it lists none."""
        return "domains" in self.model_fields_set

    @model_validator(mode="after")
    def require_one_role_per_address(self) -> "LoginSettings":
        """Refuse an address with two roles: the server has one entry per address, so each run would undo the last."""
        for email in self.users:
            if email in self.admins:
                raise mismatch("each address under users or admins, not both", found=f"'{email}' in both", at="admins")
        return self

    @model_validator(mode="after")
    def refuse_domains_of_strangers(self) -> "LoginSettings":
        """Refuse domains in which strangers have addresses, because they would be users of the tenant."""
        for name in self.confirmed_domains:
            if name not in self.domains:
                raise mismatch("domains under login.domains", found=f"'{name}'", at="confirmedDomains")
        for name in self.domains:
            kind = _kind_of_strangers(name)
            if kind is not None and name not in self.confirmed_domains:
                raise mismatch(PRIVATE_DOMAIN, found=f"'{name}', {kind}", at="domains")
        return self

    @model_validator(mode="after")
    def require_adopted_addresses_to_be_listed(self) -> "LoginSettings":
        """Refuse `adopt` for an address that the file does not list: it would have no effect."""
        for email in self.adopt:
            if email not in (*self.users, *self.admins):
                raise mismatch("addresses under login.users or login.admins", found=f"'{email}'", at="adopt")
        return self
