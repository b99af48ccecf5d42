"""Company: a tenant's account on the ClearML server. Updated in place, never replaced.

Endpoints: system.get_companies, create_company, company_info, update_company_settings; organization.
update_company_name; tenants.create_tenant and delete_tenant (3.30). sso.py manages the SSO company settings.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pulumi import ResourceOptions
from pulumi.dynamic import Resource

from providers.clearml.api import models
from providers.clearml.api.errors import ApiError, Duplicate, FeatureMissing, NotFound, NotKept, Refused
from providers.clearml.shared.base import NounProvider, Props
from providers.clearml.shared.company_settings import CompanySettings, settings_body
from providers.clearml.shared.create_once import create_once
from providers.clearml.shared.create_tenant import create_tenant
from providers.clearml.shared.email_owner import holder_in
from providers.clearml.shared.ownership import own_company


class CompanyProps(Props, CompanySettings):
    """Inputs of a company.

    `label` is the prefix of the labels of all the tenant's credentials. `adopt` is the id of an existing company to
    take over. `deletion` decides what a delete does: protect refuses it, retain keeps the company, delete soft-deletes
    it. With `delete_while_running` the company is deleted even while its tasks run.
    """

    name: str
    admin_email: str
    label: str
    adopt: str | None = None
    deletion: Literal["protect", "retain", "delete"] = "protect"
    delete_while_running: bool = False


class CompanyProvider(NounProvider[CompanyProps, CompanyProps]):
    """Provider of Company. The resource id is the company id, 32 hex digits."""

    props = CompanyProps
    state = CompanyProps

    def title(self, props: CompanyProps) -> str:
        return f"company {props.name!r}"

    def company_of(self, id_: str, props: Mapping[str, Any]) -> str | None:
        return id_

    def outputs(self, id_: str, state: CompanyProps) -> dict[str, Any]:
        """Add the id as `company`: the program reads outputs of the previous state, but no ids."""
        return super().outputs(id_, state) | {"company": id_}

    def create_object(self, new: CompanyProps) -> tuple[str, CompanyProps]:
        """Create the company, or take over one that this stack created.

        Adoption writes nothing: the next `pulumi up` updates the company.
        """
        if new.adopt is not None:
            return new.adopt, self._live(self._info(new.adopt), new)
        id_ = self._own_company(new) or self._create(new)
        return id_, self._write(id_, new, settings_body(new, live=CompanySettings(), previous=CompanySettings()))

    def read_object(self, id_: str, old: CompanyProps) -> CompanyProps | None:
        try:
            info = self.client.company_info(id_)
        except NotFound:
            return None
        return self._live(info, old) if info.active else None

    def update_object(self, id_: str, old: CompanyProps, new: CompanyProps) -> CompanyProps:
        if new.adopt not in (None, id_):
            raise Refused(f"`adopt: {new.adopt}` is not the id of this tenant's company ({id_}); remove the line")
        info = self._info(id_)
        if info.name != new.name:
            self._rename(id_, new.name)
        return self._write(id_, new, settings_body(new, live=self._live(info, new), previous=old))

    def delete_object(self, id_: str, old: CompanyProps) -> None:
        if old.deletion == "protect":
            message = (
                "the tenant is protected; set `deletion: retain` or `deletion: delete` in its tenant file, run "
                "`pulumi up`, and only then remove the file"
            )
            raise Refused(message)
        if old.deletion == "delete":
            self._delete(id_, old)

    def _create(self, new: CompanyProps) -> str:
        endpoint = self.client.connection.company_endpoint
        if endpoint != "tenants":
            try:
                return create_once(lambda: self.client.create_company(new.name), lambda: self._own_company(new))
            except FeatureMissing:
                if endpoint == "system":
                    raise
            except Duplicate as error:
                message = f"{error}; the name is in use, possibly in different letter case: choose another name"
                raise Refused(message) from None
        return create_tenant(self.client, new.name)

    def _rename(self, id_: str, name: str) -> None:
        """Rename, unless another company has the name: most servers allow that, but this program looks up by name."""
        others = [company.id for company in self._named(name) if company.id != id_]
        if others:
            raise Refused(f"company {others[0]} already has the name {name!r}; choose another name")
        self.client.update_company_name(id_, name)

    def _own_company(self, new: CompanyProps) -> str | None:
        return own_company(self.client, self._named(new.name), admin_email=new.admin_email, label=new.label)

    def _named(self, name: str) -> list[models.CompanyRecord]:
        return [c for c in self.client.get_companies(name) if c.active and c.name == name]

    def _delete(self, id_: str, old: CompanyProps) -> None:
        """Delete the company, then its admin's login, because a deleted company still blocks the admin's e-mail."""
        admin = holder_in(self.client, company=id_, email=old.admin_email)
        try:
            info = self.client.company_info(id_)
            if info.active:  # the endpoint requires the server's name, which may have been changed outside Pulumi
                self.client.delete_tenant(id_, info.name, force=old.delete_while_running)
        except NotFound:
            return
        except FeatureMissing as error:
            action = "set `deletion: retain` to keep the company, and purge its data with the vendor's own jobs"
            raise Refused(f"{error}; {action}") from None
        except ApiError as error:
            action = "if its tasks still run, stop them and run `pulumi up` again, or set `deleteWhileRunning: true`"
            raise Refused(f"{error}; {action}") from None
        if admin is not None:
            self.client.delete_user(admin)

    def _info(self, id_: str) -> models.CompanyInfo:
        try:
            info = self.client.company_info(id_)
        except NotFound as error:
            message = f"company {id_} does not exist on this server: {error}; check `adopt`, or `pulumi up --refresh`"
            raise Refused(message) from None
        if not info.active:
            message = f"company {id_} ({info.name!r}) was deleted on the server; check `adopt`"
            raise Refused(f"{message}, or run `pulumi up --refresh` to create it again")
        return info

    def _live(self, info: models.CompanyInfo, managed: CompanyProps) -> CompanyProps:
        settings = CompanySettings.live(info.defaults, managed)
        return managed.model_copy(update={"name": info.name, **dict(settings)})

    def _write(self, id_: str, new: CompanyProps, body: dict[str, Any]) -> CompanyProps:
        """Write the settings and read them back, because a server silently ignores settings that it does not support.

        Raises NotKept naming the settings that did not take effect.
        """
        if not body:
            return new
        self.client.update_company_settings(id_, body)
        live = self._live(self._info(id_), new)
        ignored = [name for name in CompanySettings.model_fields if getattr(live, name) != getattr(new, name)]
        if ignored:
            names = ", ".join(f"{name} (sent {getattr(new, name)!r}, has {getattr(live, name)!r})" for name in ignored)
            raise NotKept(f"the server accepted the settings but did not keep {names}; remove any it does not support")
        return new


class Company(Resource, module="clearml", name="Company"):
    """A tenant's company. `id` is the company id. State type: pulumi-python:dynamic/clearml:Company."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(CompanyProvider(), name, dict(args), opts)
