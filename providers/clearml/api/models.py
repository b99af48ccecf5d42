"""Objects of the ClearML API: frozen models with the fields that this program uses. Other fields are ignored.

answers.py maps endpoints to these models. Shapes marked INF are inferred from the vendor's reference and not confirmed
on an Enterprise server; see docs/api-observations.md.
"""

import hashlib
from datetime import datetime
from typing import Annotated, Any

from pydantic import AliasChoices, AliasPath, BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class Wire(BaseModel):
    """Base of all models. Unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, values: object) -> object:
        """Treat a null as an absent field: which of the two a server sends is not documented."""
        return {k: v for k, v in values.items() if v is not None} if isinstance(values, dict) else values


_USERS = AliasChoices(AliasPath("custom_data", "users"), "users")


def _count(value: object) -> object:
    """A number of users, or None if the value is not a number."""
    return value if isinstance(value, int) else None


def _id_of(value: object) -> object:
    """The id of a company: a string in most answers, `{"id": ...}` in `_ex` endpoints and users.get_current_user."""
    return value.get("id") if isinstance(value, dict) else value


Names = tuple[str, ...]
CompanyRef = Annotated[str, BeforeValidator(_id_of)]


class Meta(Wire):
    """Header of the envelope."""

    result_code: int
    result_subcode: int = 0
    result_msg: str = ""


class Envelope(Wire):
    """The envelope of all JSON answers. `data` is `{}` on error and can be null after a serialisation failure."""

    meta: Meta
    data: dict[str, Any] | None = None


class CompanyRecord(Wire):
    """One row of system.get_companies. `active` is false for a soft-deleted company, which is still listed."""

    id: str
    name: str
    active: bool = True
    users: Annotated[int | None, BeforeValidator(_count)] = Field(default=None, validation_alias=_USERS)
    """Number of users, requested with custom_data.users; its place in the answer is INF. None if it is absent."""


class TenantRecord(Wire):
    """One row of tenants.get_tenants."""

    id: str
    admin_emails: Names = ()


class RunningResources(Wire):
    """What keeps a company from being deleted. Workers and routes count until their reports time out."""

    tasks: int = 0
    app_tasks: int = 0
    pipeline_tasks: int = 0
    connected_workers: int = 0
    active_routes: int = 0

    @property
    def work(self) -> int:
        """Number of running tasks, applications and pipelines."""
        return self.tasks + self.app_tasks + self.pipeline_tasks

    @property
    def reports(self) -> int:
        """Number of workers and routes."""
        return self.connected_workers + self.active_routes


class CookieOptions(Wire):
    """`cookie_options` of a company."""

    domain: str | None = None


class CompanySso(Wire):
    """SSO company settings: the tenant's id at the identity provider, and the mapping of its groups."""

    tenant: str | None = None
    group_mapping: dict[str, str] = Field(default_factory=dict)
    admin_groups: Names = ()


_LISTS = ("features", "exclude_features")
_COUNTS = ("allowed_users", "allowed_service_users", "max_running_apps")


def _is_expected(name: str, value: object) -> bool:
    """Whether a setting has the type that this program reads: a list of names, a number, otherwise an object."""
    if name in _LISTS:
        return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if name in _COUNTS:
        return isinstance(value, int) or (isinstance(value, str) and value.isdigit())
    return isinstance(value, dict | BaseModel)


class CompanyDefaults(Wire):
    """Settings of a company as system.company_info reports them (`defaults`).

    INF for the names and types of the fields: the reference has an object without properties. A field of another type
    counts as absent, because a company must remain readable.
    """

    allowed_users: int | None = None
    allowed_service_users: int | None = None
    max_running_apps: int | None = None
    features: Names = ()
    exclude_features: Names = ()
    cookie_options: CookieOptions | None = None
    sso: CompanySso | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_surprises(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        return {k: v for k, v in values.items() if k not in cls.model_fields or _is_expected(k, v)}


class CompanyInfo(Wire):
    """system.company_info."""

    id: str
    name: str
    active: bool = True
    defaults: CompanyDefaults = CompanyDefaults()


class UserAuth(Wire):
    """One user of auth.get_users_info, the only endpoint that finds a user by e-mail."""

    id: str
    email: str = ""
    role: str | None = None


class PublicUser(Wire):
    """A user as returned by users.get_by_id, without e-mail and role."""

    id: str
    company: CompanyRef


class CurrentUser(Wire):
    """users.get_current_user: the authenticated or impersonated user."""

    id: str
    name: str
    company: CompanyRef
    role: str | None = None
    given_name: str | None = None
    family_name: str | None = None


class KeyRecord(Wire):
    """One row of auth.get_credentials, without the secret key.

    `created` is absent on the open server, `expire` on servers before 3.29.
    """

    access_key: str
    label: str | None = None
    created: datetime | None = None
    expire: datetime | None = None
    last_used: datetime | None = None
    last_used_from: str | None = None


class MintedKeyPair(Wire):
    """The answer of auth.create_credentials, the only answer that contains the secret key."""

    access_key: str
    secret_key: str = Field(repr=False)
    expire: datetime | None = None


class WhitelistEntry(Wire):
    """One row of `whitelist_entries`: an e-mail that is routed to a company. Accepted after the first login.

    `role` is that of the user who has logged in, or the role that the first login gets; None before API 2.37.
    """

    email: str
    status: str = "pending"
    role: str | None = Field(default=None, validation_alias=AliasChoices(AliasPath("user", "role"), "role"))

    @property
    def accepted(self) -> bool:
        """Whether a user has logged in with the entry. The server does not remove such an entry."""
        return self.status == "accepted"


class Route(Wire):
    """One row of login.get_whitelist: a company with the domain or the e-mails that are routed to it.

    A look-up by e-mail also returns the rows of its domain. INF: a row without domain and e-mails is about the value
    that was looked up.
    """

    company: CompanyRef
    domain: str | None = None
    emails: Names = ()
    role: str | None = None
    is_admin: bool | None = None

    def leads(self, *, domain: str | None = None, email: str | None = None) -> bool:
        """Whether the row is about this domain, or lists this e-mail."""
        if not self.domain and not self.emails:
            return True
        if domain is not None:
            return (self.domain or "").lower() == domain
        return email in {listed.lower() for listed in self.emails}

    @property
    def first_role(self) -> str | None:
        """Role of the first login; `is_admin` is its form before API 2.37."""
        if self.role is None and self.is_admin is not None:
            return "admin" if self.is_admin else "user"
        return self.role


class LoginRules(Wire):
    """login.get_settings of one company."""

    domains: Names = ()
    whitelist_entries: tuple[WhitelistEntry, ...] = ()


class LoginModes(Wire):
    """login.supported_modes. `tenant_login`: whether users sign in per tenant; None if the server omits it."""

    tenant_login: bool | None = None


class ProviderConfiguration(Wire):
    """One row of sso.get_provider_configurations, without secrets."""

    id: str
    provider: str | None = None
    active: bool = True


class MetadataItem(Wire):
    """One value in an object's metadata."""

    value: str = ""


def _by_name(value: object) -> object:
    """Metadata by name; API versions before 2.16 have an empty list."""
    return value if isinstance(value, dict) else {}


class QueueRecord(Wire):
    """A queue as returned by queues.get_by_id."""

    id: str
    name: str
    display_name: str | None = None
    tags: Names = ()
    entries: tuple[dict[str, Any], ...] = ()
    metadata: Annotated[dict[str, MetadataItem], BeforeValidator(_by_name)] = Field(default_factory=dict)


class Task(Wire):
    """One row of tasks.get_all. A public example has no company."""

    id: str
    company: CompanyRef | None = None


class ServerInfo(Wire):
    """server.info."""

    version: str = ""
    api_version: str = "0.0"

    @property
    def api(self) -> tuple[int, ...]:
        """The API version as numbers, so that 2.9 sorts before 2.37."""
        return tuple(int(part) for part in self.api_version.split(".") if part.isdigit())


class ServerUid(Wire):
    """server.info of API version 2.8: the id that the server stores in its database. Newer versions leave it out."""

    uid: str | None = None

    @property
    def identity(self) -> str | None:
        """A short fingerprint of the id, or None if the server reports none."""
        return hashlib.sha256(self.uid.encode()).hexdigest()[:12] if self.uid else None
