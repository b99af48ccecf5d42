"""Company: a tenant's account on the ClearML server. Updated in place, never replaced.

A company is created under its claim, `<project>:<stack>:<slug>`; user.py gives it its display name once its admin is in
it (ADR 0003). A company that was adopted is never deleted.

Endpoints: system.get_companies, create_company, company_info, update_company_settings; organization.
update_company_name; tenants.create_tenant, get_tenants and delete_tenant (3.30). sso.py manages the SSO company
settings.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pulumi import ResourceOptions
from pulumi.dynamic import Resource

from providers.clearml.accounts.company_settings import CompanySettings, settings_body
from providers.clearml.accounts.create_tenant import create_tenant, dismiss_server_admin
from providers.clearml.accounts.delete_company import delete_company
from providers.clearml.accounts.email_owner import holder_in
from providers.clearml.accounts.ownership import companies_named, delete_twin, own_company, refuse_other_owner
from providers.clearml.api import models
from providers.clearml.api.errors import FeatureMissing, NotFound, NotKept, Refused
from providers.clearml.shared.base import NounProvider, Props
from providers.clearml.shared.create_once import create_once
from providers.clearml.shared.labels import claim_of
from providers.clearml.shared.notice import notice


class CompanyProps(Props, CompanySettings):
    """Inputs of a company.

    `label` is the prefix of the labels of all the tenant's credentials. `adopt` is the id of an existing company to
    take over. `deletion` decides what a delete does: protect refuses it, retain keeps the company, delete soft-deletes
    it. With `delete_while_running` the company is deleted even while its tasks run. `keep_admin` keeps the login of
    the admin, a person that this stack did not create, when the company is deleted.
    """

    name: str
    admin_email: str
    label: str
    adopt: str | None = None
    deletion: Literal["protect", "retain", "delete"] = "protect"
    delete_while_running: bool = False
    keep_admin: bool = False


LOCAL = frozenset({"tenant", "admin_email", "label", "adopt", "deletion", "delete_while_running", "keep_admin"})
"""Inputs that the server does not store."""


class CompanyState(CompanyProps):
    """Adds `created`: whether this stack created the company. State of older versions has only `adopt`."""

    created: bool = True

    @property
    def is_own(self) -> bool:
        """Whether this stack may delete the company."""
        return self.created and self.adopt is None


class CompanyProvider(NounProvider[CompanyProps, CompanyState]):
    """Provider of Company. The resource id is the company id."""

    props = CompanyProps
    state = CompanyState

    def title(self, props: CompanyProps) -> str:
        return f"company {props.name!r}"

    def company_of(self, id_: str, props: Mapping[str, Any]) -> str | None:
        return id_

    def outputs(self, id_: str, state: CompanyState) -> dict[str, Any]:
        """Add the id as `company`: the program reads outputs of the previous state, but no ids."""
        return super().outputs(id_, state) | {"company": id_}

    def create_object(self, new: CompanyProps) -> tuple[str, CompanyState]:
        """Create the company under its claim, or take over one that this stack created.

        Adoption writes nothing: the next `pulumi up` updates the company.
        """
        if new.adopt is not None:
            info = self._info(new.adopt)
            refuse_other_owner(self.client, new.tenant, new.adopt, admin_email=new.admin_email, label=new.label)
            return new.adopt, self._live(info, _state(new, created=False))
        id_ = self._own_company(new)
        if id_ is None:
            id_ = self._create(new)
        elif self.client.connection.company_endpoint != "system":
            dismiss_server_admin(self.client, id_, new.admin_email, new.label)
        body = settings_body(new, live=CompanySettings())
        return id_, self._write(id_, _state(new, created=True), body)

    def read_object(self, id_: str, old: CompanyState) -> CompanyState | None:
        """Read the company. One that is gone is drift, unless the tenant is protected.

        A second company with the claim of this tenant is drift: a create call that was given up can succeed later.
        """
        try:
            info = self.client.company_info(id_)
        except NotFound:
            info = None
        if info is None or not info.active:
            if old.deletion == "protect":
                raise Refused(_protected_is_gone(id_, old, exists=info is not None))
            return None
        live = self._live(info, old, trust_absent=not self._requires_confirmation)
        return live.model_copy(update={"name": f"{live.name} (twice)"}) if self._twins(id_, old) else live

    def update_object(self, id_: str, old: CompanyState, new: CompanyProps) -> CompanyState:
        if new.adopt not in (None, id_):
            raise Refused(f"`adopt: {new.adopt}` is not the id of this tenant's company ({id_}); remove the line")
        state = _state(new, created=old.is_own)
        if all(getattr(old, name) == getattr(new, name) for name in CompanyProps.model_fields.keys() - LOCAL):
            return state
        for twin in self._twins(id_, old):
            delete_twin(self.client, new.tenant, twin)
        info = self._info(id_)
        unnamed = info.name == claim_of(new.label) and old.name == new.name  # user.py names it, or could not
        if info.name != new.name and not unnamed:
            self._rename(id_, new.name)
        return self._write(id_, state, settings_body(new, live=self._live(info, state)))

    def delete_object(self, id_: str, old: CompanyState) -> None:
        if old.deletion == "protect":
            message = (
                "the tenant is protected; set `deletion: retain` or `deletion: delete` in its tenant file, run "
                "`pulumi up`, and only then remove the file"
            )
            raise Refused(message)
        if old.deletion == "delete" and not old.is_own:
            notice(old.tenant, f"company {id_} was adopted, so it was released and not deleted; delete it in ClearML")
        elif old.deletion == "delete":
            self._delete(id_, old)

    def _create(self, new: CompanyProps) -> str:
        endpoint, claim = self.client.connection.company_endpoint, claim_of(new.label)
        if endpoint != "tenants":
            try:
                return create_once(lambda: self.client.create_company(claim), lambda: self._own_company(new))
            except FeatureMissing:
                if endpoint == "system":
                    raise
        return create_tenant(self.client, claim)

    def _rename(self, id_: str, name: str) -> None:
        """Rename, unless another company has the name: most servers allow that, but this program looks up by name."""
        others = [company.id for company in companies_named(self.client, name) if company.id != id_]
        if others:
            raise Refused(f"company {others[0]} already has the name {name!r}; choose another name")
        self.client.update_company_name(id_, name)

    def _own_company(self, new: CompanyProps) -> str | None:
        return own_company(self.client, tenant=new.tenant, name=new.name, admin_email=new.admin_email, label=new.label)

    def _twins(self, id_: str, old: CompanyProps) -> list[models.CompanyRecord]:
        return [company for company in companies_named(self.client, claim_of(old.label)) if company.id != id_]

    def _delete(self, id_: str, old: CompanyProps) -> None:
        """Delete the company, then its admin's login, because a deleted company still blocks the admin's e-mail."""
        admin = None if old.keep_admin else holder_in(self.client, company=id_, email=old.admin_email)
        delete_company(self.client, old.tenant, id_, admin_email=old.admin_email, force=old.delete_while_running)
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

    def _live(self, info: models.CompanyInfo, managed: CompanyState, *, trust_absent: bool = False) -> CompanyState:
        """The server's values. The claim counts as the display name: a server may refuse the renaming (INF)."""
        name = managed.name if info.name == claim_of(managed.label) else info.name
        settings = CompanySettings.live(info.defaults, managed, trust_absent=trust_absent)
        return managed.model_copy(update={"name": name, **dict(settings)})

    def _write(self, id_: str, new: CompanyState, body: dict[str, Any]) -> CompanyState:
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
            message = f"the server accepted the settings but did not keep {names}; remove any it does not support"
            if self._requires_confirmation:
                raise NotKept(f"{message}, or if it reports them elsewhere set clearml:api.unconfirmedSettings: warn")
            notice(new.tenant, message)
        return new

    @property
    def _requires_confirmation(self) -> bool:
        return self.client.connection.unconfirmed_settings == "refuse"


def _state(new: CompanyProps, *, created: bool) -> CompanyState:
    return CompanyState(**dict(new), created=created)


def _protected_is_gone(id_: str, old: CompanyProps, *, exists: bool) -> str:
    what = "was deleted on the server" if exists else "is not on this server"
    undo = "undo the deletion in ClearML" if exists else "check clearml:api.host"
    return (
        f"company {id_} {what}, and the tenant is protected, so it is not created again: {undo}, or to start with an "
        f"empty company set `deletion: delete` in the file of {old.tenant}, run `pulumi up`, then `pulumi up --refresh`"
    )


class Company(Resource, module="clearml", name="Company"):
    """A tenant's company. `id` is the company id. State type: pulumi-python:dynamic/clearml:Company."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(CompanyProvider(), name, dict(args), opts)
