"""Company: a tenant's account on the ClearML server. Updated in place, never replaced.

Endpoints: system.get_companies, create_company, company_info, update_company_settings; organization.
update_company_name; tenants.create_tenant and delete_tenant (3.30). SSO company settings belong to sso.py.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pulumi import ResourceOptions
from pulumi.dynamic import Resource

from providers.clearml.api import models
from providers.clearml.api.errors import ApiError, Duplicate, FeatureMissing, NotFound, NotKept, Refused
from providers.clearml.shared.base import NounProvider, Props
from providers.clearml.shared.company_settings import CompanySettings, to_write
from providers.clearml.shared.create_tenant import create_tenant
from providers.clearml.shared.email_owner import holder_in
from providers.clearml.shared.ownership import pick_ours
from providers.clearml.shared.settle import settle


class CompanyProps(Props, CompanySettings):
    """`adopt` is the id of an existing company to take over. `label` starts all labels of this tenant's key pairs.

    `deletion`: protect refuses, retain leaves the company, delete soft-deletes it, `delete_while_running` even while
    its tasks run.
    """

    name: str
    admin_email: str
    label: str
    adopt: str | None = None
    deletion: Literal["protect", "retain", "delete"] = "protect"
    delete_while_running: bool = False


class CompanyProvider(NounProvider[CompanyProps, CompanyProps]):
    """CRUD for Company. The resource id is the company id, 32 hex digits."""

    props = CompanyProps
    state = CompanyProps

    def title(self, props: CompanyProps) -> str:
        return f"company {props.name!r}"

    def make(self, new: CompanyProps) -> tuple[str, CompanyProps]:
        """Adopting writes nothing: what differs shows as an ordinary update afterwards."""
        if new.adopt is not None:
            return new.adopt, self._live(self._info(new.adopt), new)
        id_ = self._ours(new) or self._create(new)
        return id_, self._write(id_, new, to_write(new, live=CompanySettings(), dropped=CompanySettings()))

    def find(self, id_: str, old: CompanyProps) -> CompanyProps | None:
        try:
            info = self.client.company_info(id_)
        except NotFound:
            return None
        return self._live(info, old) if info.active else None

    def change(self, id_: str, old: CompanyProps, new: CompanyProps) -> CompanyProps:
        if new.adopt not in (None, id_):
            message = (
                f"`adopt: {new.adopt}` names another company than the one this tenant has ({id_}); remove the line"
            )
            raise Refused(message)
        info = self._info(id_)
        if info.name != new.name:
            self._rename(id_, new.name)
        return self._write(id_, new, to_write(new, live=self._live(info, new), dropped=old))

    def remove(self, id_: str, old: CompanyProps) -> None:
        if old.deletion == "protect":
            message = (
                "it is protected; set `deletion: retain` or `deletion: delete` in its tenant file, run up, "
                "and only then remove the file"
            )
            raise Refused(message)
        if old.deletion == "delete":
            self._delete(id_, old)

    def _create(self, new: CompanyProps) -> str:
        way = self.client.connection.company_endpoint
        if way != "tenants":
            try:
                return settle(lambda: self.client.create_company(new.name), lambda: self._ours(new))
            except FeatureMissing:
                if way == "system":
                    raise
            except Duplicate as error:
                raise Refused(f"{error}; the name is taken, perhaps in other letter case: choose another one") from None
        return create_tenant(self.client, new.name)

    def _rename(self, id_: str, name: str) -> None:
        """Most servers let two companies have one name; then neither could be told from the other again."""
        others = [company.id for company in self._named(name) if company.id != id_]
        if others:
            raise Refused(f"company {others[0]} has the name {name!r} already; choose another one")
        self.client.update_company_name(id_, name)

    def _ours(self, new: CompanyProps) -> str | None:
        return pick_ours(self.client, self._named(new.name), admin_email=new.admin_email, label=new.label)

    def _named(self, name: str) -> list[models.CompanyRecord]:
        return [c for c in self.client.get_companies(name) if c.active and c.name == name]

    def _delete(self, id_: str, old: CompanyProps) -> None:
        """Delete the company, then its admin's login, whose e-mail would be taken for ever otherwise."""
        admin = holder_in(self.client, company=id_, email=old.admin_email)
        try:
            info = self.client.company_info(id_)
            if info.active:  # the endpoint wants the stored name, which may have been changed behind our back
                self.client.delete_tenant(id_, info.name, force=old.delete_while_running)
        except NotFound:
            return
        except FeatureMissing as error:
            way_out = "set `deletion: retain` to keep the company, and purge its data with the vendor's own jobs"
            raise Refused(f"{error}; {way_out}") from None
        except ApiError as error:
            way_out = "if its tasks still run, stop them and run up again, or use `deleteWhileRunning: true`"
            raise Refused(f"{error}; {way_out}") from None
        if admin is not None:
            self.client.delete_user(admin)

    def _info(self, id_: str) -> models.CompanyInfo:
        try:
            info = self.client.company_info(id_)
        except NotFound as error:
            raise Refused(f"there is no company {id_} on this server: {error}") from None
        if not info.active:
            raise Refused(f"company {id_} ({info.name!r}) was deleted on the server")
        return info

    def _live(self, info: models.CompanyInfo, managed: CompanyProps) -> CompanyProps:
        settings = CompanySettings.live(info.defaults, managed)
        return managed.model_copy(update={"name": info.name, **dict(settings)})

    def _write(self, id_: str, new: CompanyProps, body: dict[str, Any]) -> CompanyProps:
        """Write and read back: a server ignores settings it does not know, silently."""
        if not body:
            return new
        self.client.update_company_settings(id_, body)
        live = self._live(self._info(id_), new)
        lost = [name for name in CompanySettings.model_fields if getattr(live, name) != getattr(new, name)]
        if lost:
            names = ", ".join(f"{name} ({getattr(new, name)!r} became {getattr(live, name)!r})" for name in lost)
            raise NotKept(f"the server took the settings but did not keep {names}; it may lack them: leave them out")
        return new


class Company(Resource, module="clearml", name="Company"):
    """A tenant's company. `id` is the company id. State type: pulumi-python:dynamic/clearml:Company."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(CompanyProvider(), name, dict(args), opts)
