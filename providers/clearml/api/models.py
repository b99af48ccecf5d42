"""The things of the ClearML API as far as we use them: frozen models that ignore fields they do not know.

Which endpoint answers with which of them is in answers.py.

Shapes marked INF are inferred from the vendor's reference and not proven on an Enterprise server; see
docs/api-observations.md. Must not know httpx or Pulumi.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AliasChoices, AliasPath, BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class Wire(BaseModel):
    """Base of all answers: unknown fields are the server's business."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, values: object) -> object:
        """A null says as little as an absent field, and which of them a server sends is not documented."""
        return {k: v for k, v in values.items() if v is not None} if isinstance(values, dict) else values


_USERS = AliasChoices(AliasPath("custom_data", "users"), "users")


def _count(value: object) -> object:
    """A number of users in a form that we do not know says nothing."""
    return value if isinstance(value, int) else None


def _id_of(value: object) -> object:
    """A company is a string in most answers and `{"id": ...}` in the `_ex` ones and users.get_current_user."""
    return value.get("id") if isinstance(value, dict) else value


Names = tuple[str, ...]
CompanyRef = Annotated[str, BeforeValidator(_id_of)]


class Meta(Wire):
    """Envelope header; versions are strings or numbers, depending on the version asked for."""

    result_code: int
    result_subcode: int = 0
    result_msg: str = ""


class Envelope(Wire):
    """Every JSON answer. `data` is `{}` on error and may be null after a serialisation failure."""

    meta: Meta
    data: dict[str, Any] | None = None


class CompanyRecord(Wire):
    """One row of system.get_companies; `active` is false for a soft-deleted tenant that is still listed."""

    id: str
    name: str
    active: bool = True
    users: Annotated[int | None, BeforeValidator(_count)] = Field(
        default=None, validation_alias=AliasChoices(AliasPath("custom_data", "users"), "users")
    )
    """The count asked for with custom_data.users; INF where the server puts it. None means that it said nothing."""


class CookieOptions(Wire):
    """`cookie_options` of a company."""

    domain: str | None = None


class CompanySso(Wire):
    """SSO company settings: the identity provider's own tenant id and how its groups map."""

    tenant: str | None = None
    group_mapping: dict[str, str] = Field(default_factory=dict)
    admin_groups: Names = ()


class CompanyDefaults(Wire):
    """Settings of a company as system.company_info reports them (`defaults`, INF for the field names)."""

    allowed_users: int | None = None
    allowed_service_users: int | None = None
    max_running_apps: int | None = None
    features: Names = ()
    exclude_features: Names = ()
    cookie_options: CookieOptions | None = None
    sso: CompanySso | None = None


class CompanyInfo(Wire):
    """system.company_info."""

    id: str
    name: str
    active: bool = True
    defaults: CompanyDefaults = CompanyDefaults()


class UserAuth(Wire):
    """One user of auth.get_users_info: the only way to find a user by e-mail."""

    id: str
    email: str = ""
    role: str | None = None


class PublicUser(Wire):
    """A user as users.get_by_id shows it: neither e-mail nor role."""

    id: str
    company: CompanyRef


class CurrentUser(Wire):
    """users.get_current_user: who the server thinks we are."""

    id: str
    name: str
    company: CompanyRef
    role: str | None = None
    given_name: str | None = None
    family_name: str | None = None


class KeyRecord(Wire):
    """One row of auth.get_credentials; never the secret. `expire` is absent on servers before 3.29."""

    access_key: str
    label: str | None = None
    expire: datetime | None = None
    last_used: datetime | None = None
    last_used_from: str | None = None


class MintedKeyPair(Wire):
    """The answer of auth.create_credentials: the only time the server shows the secret."""

    access_key: str
    secret_key: str = Field(repr=False)
    expire: datetime | None = None


class WhitelistEntry(Wire):
    """One e-mail routed to a company; `accepted` once a person has logged in with it."""

    email: str
    status: str = "pending"
    company: CompanyRef | None = None

    @property
    def accepted(self) -> bool:
        """Whether a person has used the entry, after which the server no longer removes it."""
        return self.status == "accepted"


class Route(Wire):
    """One row of login.get_whitelist: which company an e-mail or domain leads to (INF)."""

    company: CompanyRef


class LoginSettings(Wire):
    """login.get_settings of one company."""

    domains: Names = ()
    whitelist_entries: tuple[WhitelistEntry, ...] = ()


class ProviderConfiguration(Wire):
    """One row of sso.get_provider_configurations; secrets are never in it."""

    id: str
    provider: str | None = None
    active: bool = True


class QueueRecord(Wire):
    """A queue as queues.get_by_id shows it."""

    id: str
    name: str
    display_name: str | None = None
    tags: Names = ()
    entries: tuple[dict[str, Any], ...] = ()


class Task(Wire):
    """A task as tasks.get_all lists it; a public example has no company."""

    id: str
    company: CompanyRef | None = None


class ServerInfo(Wire):
    """server.info."""

    version: str = ""
    api_version: str = "0.0"

    @property
    def api(self) -> tuple[int, ...]:
        """API version as numbers, so that 2.9 sorts before 2.37."""
        return tuple(int(part) for part in self.api_version.split(".") if part.isdigit())
