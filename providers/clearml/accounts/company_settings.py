"""Settings of a company: which ones are managed, and the difference between the inputs and the server's values.

A setting that the tenant file leaves out (None) is not managed: the server's value stays. A managed list is
authoritative, so a feature that is switched on outside Pulumi is drift. Pure functions over models.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

from providers.clearml.api.models import CompanyDefaults
from providers.clearml.api.sets import SortedSet


class CompanySettings(BaseModel):
    """Managed settings. Limits are counts, features are names of the server's enum.

    `cookie_domain` is cookie_options.domain.

    Source: system.update_company_settings (vendor reference) and the guide's "Configuring Options per Tenant".
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    allowed_users: int | None = None
    allowed_service_users: int | None = None
    max_running_apps: int | None = None
    features: SortedSet | None = None
    exclude_features: SortedSet | None = None
    cookie_domain: str | None = None

    @classmethod
    def live(
        cls, defaults: CompanyDefaults, managed: "CompanySettings", *, trust_absent: bool = False
    ) -> "CompanySettings":
        """The server's values of the fields that `managed` sets; the other fields are None.

        With `trust_absent`, a field that the server does not report keeps the value of `managed`.
        """
        cookie = defaults.cookie_options
        current = cls.model_validate(defaults, from_attributes=True).model_copy(
            update={"cookie_domain": cookie.domain if cookie else None}
        )
        reported = defaults.model_fields_set | ({"cookie_domain"} if cookie else set())
        source = {name: current if name in reported or not trust_absent else managed for name in _managed(managed)}
        return cls(**{name: getattr(settings, name) for name, settings in source.items()})


def settings_body(new: CompanySettings, live: CompanySettings) -> dict[str, Any]:
    """The body of system.update_company_settings: each setting of `new` that differs from `live`.

    A setting that is not in `new` is left alone, also if an earlier run set it.
    """
    differing = {k: v for k, v in _managed(new).items() if getattr(live, k) != v}
    body: dict[str, Any] = {k: list(v) if isinstance(v, tuple) else v for k, v in differing.items()}
    if "cookie_domain" in body:
        body["cookie_options"] = {"domain": body.pop("cookie_domain")}
    return body


def _managed(settings: CompanySettings) -> dict[str, Any]:
    """The settings that have a value; a subclass's other fields are left out."""
    values = {name: getattr(settings, name) for name in CompanySettings.model_fields}
    return {name: value for name, value in values.items() if value is not None}
