"""SsoConfiguration: a tenant's own identity provider.

It has two parts, written together: the SSO company settings (system.update_company_sso_config, replaced as a whole)
and, optionally, a provider configuration (sso.save_provider_configuration, keyed by an id that the caller chooses). The
server never returns the provider's client secret, so a secret that is changed outside Pulumi is not detected.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource
from pydantic import AfterValidator, Field

from providers.clearml.api.errors import NotFound
from providers.clearml.api.sets import SortedSet
from providers.clearml.shared.base import NounProvider, Props

NO_SETTINGS: dict[str, Any] = {"group_mapping": {}, "admin_groups": []}
"""SSO company settings of a company that has none."""


def _whole(value: Any) -> Any:
    """Turn a whole float into an int: Pulumi passes each number as a float, and the server must get 443, not 443.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Fields = Annotated[
    dict[str, Any], AfterValidator(lambda fields: {name: _whole(value) for name, value in fields.items()})
]


class SsoProps(Props):
    """Inputs of an SSO configuration.

    `external_tenant` is the tenant's id at the identity provider. `group_mapping` maps the provider's groups to ClearML
    groups. `configuration` holds the provider's fields (vendor's SSO guide) without id and client_secret.
    """

    company: str = Field(min_length=1)
    external_tenant: str | None = None
    group_mapping: dict[str, str] = Field(default_factory=dict)
    admin_groups: SortedSet = ()
    provider: str | None = None
    provider_id: str | None = None
    configuration: Fields = Field(default_factory=dict)
    active: bool = True
    client_secret: str | None = Field(default=None, repr=False)

    @property
    def company_settings(self) -> dict[str, Any]:
        """The `sso` object of system.update_company_sso_config."""
        tenant = {"tenant": self.external_tenant} if self.external_tenant else {}
        return tenant | {"group_mapping": self.group_mapping, "admin_groups": list(self.admin_groups)}


class SsoProvider(NounProvider[SsoProps, SsoProps]):
    """Provider of SsoConfiguration. The resource id is the company id."""

    props = SsoProps
    state = SsoProps
    replace_on = frozenset({"company"})
    secret = frozenset({"client_secret"})

    def title(self, props: SsoProps) -> str:
        return f"SSO configuration {props.provider_id or props.external_tenant}"

    def create_object(self, new: SsoProps) -> tuple[str, SsoProps]:
        """Write both parts. An existing configuration is not replaced: the next `pulumi up` shows the change."""
        live = self.read_object(new.company, new)
        if live is None or _may_write(live, new):
            self._save(new)
            return new.company, new
        return new.company, live.model_copy(update={"provider_id": None})

    def read_object(self, id_: str, old: SsoProps) -> SsoProps | None:
        try:
            info = self.client.company_info(id_)
            rows = self.client.get_provider_configurations(id_) if old.provider_id else ()
        except NotFound:
            return None
        if not info.active:
            return None
        sso = info.defaults.sso
        row = next((row for row in rows if row.id == old.provider_id), None)
        current: dict[str, Any] = {
            "external_tenant": sso.tenant if sso else None,
            "group_mapping": sso.group_mapping if sso else {},
            "admin_groups": tuple(sorted(sso.admin_groups)) if sso else (),
            "provider_id": row.id if row else None,
            "active": row.active if row else old.active,
        }
        return old.model_copy(update=current)

    def update_object(self, id_: str, old: SsoProps, new: SsoProps) -> SsoProps:
        if old.provider_id and old.provider_id != new.provider_id:
            self.client.delete_provider_configuration(id_, old.provider_id)
        self._save(new)
        return new

    def delete_object(self, id_: str, old: SsoProps) -> None:
        if old.provider_id:
            with suppress(NotFound):
                self.client.delete_provider_configuration(id_, old.provider_id)
        with suppress(NotFound):
            self.client.update_company_sso_config(id_, {})

    def _save(self, new: SsoProps) -> None:
        self.client.update_company_sso_config(new.company, new.company_settings)
        if new.provider is None or new.provider_id is None:
            return
        secret = {"client_secret": new.client_secret} if new.client_secret else {}
        configuration = {**new.configuration, "id": new.provider_id, **secret}
        self.client.save_provider_configuration(new.company, new.provider, configuration)
        self.client.set_provider_active(new.company, new.provider_id, active=new.active)


def _may_write(live: SsoProps, new: SsoProps) -> bool:
    """Whether the company has no SSO yet, or an interrupted run has written the first part, the company settings."""
    current = live.company_settings
    return (current == NO_SETTINGS and not live.provider_id) or (current == new.company_settings != NO_SETTINGS)


class SsoConfiguration(Resource, module="clearml", name="SsoConfiguration"):
    """A tenant's identity provider. State type: pulumi-python:dynamic/clearml:SsoConfiguration."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        secret = ResourceOptions(additional_secret_outputs=["client_secret"])
        super().__init__(SsoProvider(), name, dict(args), ResourceOptions.merge(opts, secret))
