"""system.update_company_*: limits, features, SSO mapping, custom events and app access of one company.

INF: lists and objects replace what was there, an absent field leaves it, `updated` is 1 or, for no field, 0.
"""

from collections.abc import Callable
from typing import Any

from sandbox.clearml.endpoints import companies, features
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import SYSTEM, Endpoint
from sandbox.clearml.protocol.fields import Choice, Field, Flag, Integer, Names, Object, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import dump, load

_COMPANY = TextField("company", required=True)
_LIMITS = ("allowed_users", "allowed_service_users", "max_running_apps")
_FLAGS = ("allow_service_user_admins", "admin_access_all_apps")
_LISTS = (
    "app_access_by_owners",
    "supported_application_ids",
    "supported_application_categories",
    "excluded_application_categories",
)
# INF: a feature outside the reference's list is 400/12.
_FIELDS: tuple[Field, ...] = (
    Names("features", choices=features.ALWAYS),
    Names("exclude_features", choices=features.ALWAYS),
    *(Integer(name) for name in _LIMITS),
    *(Flag(name) for name in _FLAGS),
    *(Names(name) for name in _LISTS),
    Choice("feature_set", ("basic", "advanced")),
    Object("cookie_options"),
)


def update(call: Call) -> Json:
    row = companies.find(call.store, call.values.text("company"))
    changes: Json = {field.name: _value(call, field) for field in _FIELDS if call.values.sent(field.name)}
    if not changes:
        return {"updated": 0}
    return {"updated": _write(call, "defaults", row["id"], load(row["defaults"]) | changes)}


def _value(call: Call, field: Field) -> Any:
    if isinstance(field, Names):
        return call.values.names(field.name)
    if isinstance(field, Object):
        return call.values.object(field.name)
    if isinstance(field, Flag):
        return call.values.flag(field.name)
    return call.values.number(field.name) if isinstance(field, Integer) else call.values.maybe(field.name)


def update_sso(call: Call) -> Json:
    """INF: the object is replaced whole, and an external tenant used by another company is accepted."""
    row = companies.find(call.store, call.values.text("company"))
    _write(call, "defaults", row["id"], load(row["defaults"]) | {"sso": call.values.object("sso")})
    return {}


def update_custom_events(call: Call) -> Json:
    row = companies.find(call.store, call.values.text("company"))
    _write(call, "custom_events", row["id"], call.values.object("fields"))
    return {}


def get_custom_events(call: Call) -> Json:
    return {"fields": load(companies.find(call.store, call.values.text("company"))["custom_events"])}


def update_app_access(call: Call) -> Json:
    row = companies.find(call.store, call.values.text("company"))
    _write(call, "app_access", row["id"], call.values.object("app_instance_access"))
    return {}


def get_app_access(call: Call) -> Json:
    row = companies.find(call.store, call.values.text("company"))
    return {"company": row["id"], "app_instance_access": load(row["app_access"])}


def _write(call: Call, column: str, company: str, value: Json) -> int:
    return call.store.change("companies", company, **{column: dump(value)})


def _endpoint(name: str, run: Callable[[Call], Json], *fields: Field) -> Endpoint:
    return Endpoint(
        name=f"system.{name}", run=run, roles=SYSTEM, edition="enterprise", request=Request(_COMPANY, *fields)
    )


ENDPOINTS = (
    _endpoint("update_company_settings", update, *_FIELDS),
    _endpoint("update_company_sso_config", update_sso, Object("sso", required=True)),
    _endpoint("update_company_custom_events_config", update_custom_events, Object("fields", required=True)),
    _endpoint("get_company_custom_events_config", get_custom_events),
    _endpoint("update_company_app_instance_access", update_app_access, Object("app_instance_access", required=True)),
    _endpoint("get_company_app_instance_access", get_app_access),
)
