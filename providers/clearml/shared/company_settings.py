"""A company's settings: which of them we manage, and how wanted, stored and live ones are merged.

A setting that the tenant file leaves out (None) is not managed: the server's own value stays. A managed list is
authoritative, so a feature switched on behind our back is drift. Pure functions over models; no calls.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

from providers.clearml.api.models import CompanyDefaults
from providers.clearml.api.sets import SortedSet


class CompanySettings(BaseModel):
    """Limits are counts; features are names of the server's enum; `cookie_domain` is cookie_options.domain.

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
        """What the server has, for the fields that `managed` sets; the others stay None."""
        cookie = defaults.cookie_options
        seen = cls.model_validate(defaults, from_attributes=True).model_copy(
            update={"cookie_domain": cookie.domain if cookie else None}
        )
        return cls(**{name: getattr(seen, name) for name in _managed(managed)})


def to_write(wanted: CompanySettings, live: CompanySettings, dropped: CompanySettings) -> dict[str, Any]:
    """The body of system.update_company_settings: what differs from `live`, and empty lists for dropped ones.

    `dropped` holds what we once set; a list of it that is no longer wanted is emptied. A dropped number stays, as the
    API has no way to unset it.
    """
    differing = {k: v for k, v in _managed(wanted).items() if getattr(live, k) != v}
    emptied = {
        name: ()
        for name in ("features", "exclude_features")
        if getattr(wanted, name) is None and getattr(dropped, name)
    }
    body: dict[str, Any] = {k: list(v) if isinstance(v, tuple) else v for k, v in (differing | emptied).items()}
    if "cookie_domain" in body:
        body["cookie_options"] = {"domain": body.pop("cookie_domain")}
    return body


def _managed(settings: CompanySettings) -> dict[str, Any]:
    """The settings that are set, whatever else the model holds."""
    values = {name: getattr(settings, name) for name in CompanySettings.model_fields}
    return {name: value for name, value in values.items() if value is not None}
