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
    def live(cls, defaults: CompanyDefaults, managed: "CompanySettings") -> "CompanySettings":
        """The server's values of the fields that `managed` sets; the other fields are None."""
        cookie = defaults.cookie_options
        current = cls.model_validate(defaults, from_attributes=True).model_copy(
            update={"cookie_domain": cookie.domain if cookie else None}
        )
        return cls(**{name: getattr(current, name) for name in _managed(managed)})


def settings_body(new: CompanySettings, live: CompanySettings, previous: CompanySettings) -> dict[str, Any]:
    """The body of system.update_company_settings: each setting of `new` that differs from `live`.

    A list that is in `previous`, the inputs of the last update, and no longer in `new` is sent empty. A number that is
    no longer in `new` keeps its value, because the API cannot unset it.
    """
    differing = {k: v for k, v in _managed(new).items() if getattr(live, k) != v}
    emptied = {
        name: () for name in ("features", "exclude_features") if getattr(new, name) is None and getattr(previous, name)
    }
    body: dict[str, Any] = {k: list(v) if isinstance(v, tuple) else v for k, v in (differing | emptied).items()}
    if "cookie_domain" in body:
        body["cookie_options"] = {"domain": body.pop("cookie_domain")}
    return body


def _managed(settings: CompanySettings) -> dict[str, Any]:
    """The settings that have a value; a subclass's other fields are left out."""
    values = {name: getattr(settings, name) for name in CompanySettings.model_fields}
    return {name: value for name, value in values.items() if value is not None}
