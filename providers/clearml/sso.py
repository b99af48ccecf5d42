"""SsoConfiguration: a tenant's own identity provider.

It has two parts, written together: the SSO company settings (system.update_company_sso_config, replaced as a whole)
and, optionally, a provider configuration (sso.save_provider_configuration, keyed by an id that the caller chooses). The
server never returns the provider's client secret, so a secret that is changed outside Pulumi is not detected.
A provider with another id is saved before the old one is deleted, so that users can sign in at any time.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any

from pulumi import ResourceOptions
from pulumi.dynamic import Resource
from pydantic import AfterValidator, Field

from providers.clearml.api.errors import NotFound, NotKept
from providers.clearml.api.models import CompanySso
from providers.clearml.api.sets import SortedSet
from providers.clearml.login.provider_ids import refuse_foreign_provider
from providers.clearml.shared.base import NounProvider, Props
from providers.clearml.shared.notice import notice


def _whole(value: Any) -> Any:
    """Turn a whole float into an int: Pulumi passes each number as a float, and the server must get 443, not 443.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Fields = Annotated[
    dict[str, Any], AfterValidator(lambda fields: {name: _whole(value) for name, value in fields.items()})
]


class SsoProps(Props):
    """Inputs of an SSO configuration.

    `external_tenant` is the tenant's id at the identity provider. `group_mapping` maps the provider's groups to ClearML
    groups. What is None is left alone. `configuration` holds the provider's fields (vendor's SSO guide) without id and
    client_secret.
    """

    company: str = Field(min_length=1)
    external_tenant: str | None = None
    group_mapping: dict[str, str] | None = None
    admin_groups: SortedSet | None = None
    provider: str | None = None
    provider_id: str | None = None
    configuration: Fields = Field(default_factory=dict)
    active: bool = True
    client_secret: str | None = Field(default=None, repr=False)

    @property
    def managed(self) -> CompanySso:
        """The company settings that have a value; the others are as in a company without any."""
        values = {
            "tenant": self.external_tenant,
            "group_mapping": self.group_mapping,
            "admin_groups": self.admin_groups,
        }
        return CompanySso.model_validate({name: value for name, value in values.items() if value is not None})


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
        live, settings = self.read_object(new.company, new), self._settings(new.company)
        if live is not None and settings is not None and not _may_write(settings, live, new):
            return new.company, live.model_copy(update={"provider_id": None})
        self._save(new)
        self._report_login_mode(new)
        return new.company, new

    def read_object(self, id_: str, old: SsoProps) -> SsoProps | None:
        settings = self._settings(id_)
        if settings is None:
            return None
        rows = self.client.get_provider_configurations(id_) if old.provider_id else ()
        row = next((row for row in rows if row.id == old.provider_id), None)
        current: dict[str, Any] = {"provider_id": row.id if row else None, "active": row.active if row else old.active}
        if old.external_tenant is not None:
            current["external_tenant"] = settings.tenant
        if old.group_mapping is not None:
            current["group_mapping"] = settings.group_mapping
        if old.admin_groups is not None:
            current["admin_groups"] = tuple(sorted(settings.admin_groups))
        return old.model_copy(update=current)

    def update_object(self, id_: str, old: SsoProps, new: SsoProps) -> SsoProps:
        self._save(new)
        if old.external_tenant != new.external_tenant:
            self._report_login_mode(new)
        if old.provider_id and old.provider_id != new.provider_id:
            self._delete_provider(id_, old.provider_id)
        return new

    def delete_object(self, id_: str, old: SsoProps) -> None:
        if old.provider_id:
            with suppress(NotFound):
                self._delete_provider(id_, old.provider_id)
        settings = self._settings(id_)
        if settings is not None:
            others = {
                name: getattr(settings, name) for name in settings.model_fields_set - old.managed.model_fields_set
            }
            with suppress(NotFound):
                self.client.update_company_sso_config(id_, _body(CompanySso.model_validate(others)))

    def _report_login_mode(self, new: SsoProps) -> None:
        """Report a server on which the tenant's own sign-in is off."""
        if new.external_tenant is not None and self.client.login_modes().tenant_login is False:
            text = "the server has sign-in per tenant switched off, so users cannot sign in at /login/<external tenant>"
            notice(
                new.tenant, f"{text}; set clearml:controlPlane.server.tenantLogin in the stack that makes the server"
            )

    def _settings(self, company: str) -> CompanySso | None:
        """The company's SSO settings; None if the company is gone."""
        try:
            info = self.client.company_info(company)
        except NotFound:
            return None
        return (info.defaults.sso or CompanySso()) if info.active else None

    def _save(self, new: SsoProps) -> None:
        """Write the settings, which the server replaces as a whole, then the provider, and read the provider back."""
        live = self._settings(new.company) or CompanySso()
        merged = live.model_copy(update={name: getattr(new.managed, name) for name in new.managed.model_fields_set})
        if new.provider_id is not None:
            refuse_foreign_provider(self.client, new.company, new.provider_id)
        self.client.update_company_sso_config(new.company, _body(merged))
        if new.provider is None or new.provider_id is None:
            return
        secret = {"client_secret": new.client_secret} if new.client_secret else {}
        configuration = {**new.configuration, "id": new.provider_id, **secret}
        self.client.save_provider_configuration(new.company, new.provider, configuration)
        self.client.set_provider_active(new.company, new.provider_id, active=new.active)
        if new.provider_id not in self._provider_ids(new.company):
            raise NotKept(f"the server accepted the identity provider {new.provider_id} but did not keep it")

    def _delete_provider(self, company: str, provider_id: str) -> None:
        self.client.delete_provider_configuration(company, provider_id)
        if provider_id in self._provider_ids(company):
            message = f"the server accepted the deletion of the identity provider {provider_id} but kept it"
            raise NotKept(f"{message}; users can still sign in with it: delete it in ClearML, then run `pulumi up`")

    def _provider_ids(self, company: str) -> frozenset[str]:
        return frozenset(row.id for row in self.client.get_provider_configurations(company))


def _body(settings: CompanySso) -> dict[str, Any]:
    """The `sso` object of system.update_company_sso_config; empty if there are no settings."""
    return {} if settings == CompanySso() else settings.model_dump(mode="json", exclude_none=True)


def _may_write(settings: CompanySso, live: SsoProps, new: SsoProps) -> bool:
    """Whether the company has no SSO yet, or an interrupted run has written the first part, the company settings."""
    if settings == CompanySso():
        return not live.provider_id
    managed = {"external_tenant", "group_mapping", "admin_groups"}
    return new.managed != CompanySso() and live.model_dump(include=managed) == new.model_dump(include=managed)


class SsoConfiguration(Resource, module="clearml", name="SsoConfiguration"):
    """A tenant's identity provider. State type: pulumi-python:dynamic/clearml:SsoConfiguration."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        secret = ResourceOptions(additional_secret_outputs=["client_secret"])
        super().__init__(SsoProvider(), name, dict(args), ResourceOptions.merge(opts, secret))
