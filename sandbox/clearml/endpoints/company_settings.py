"""system.update_company_settings, _sso_config and _custom_events_config: limits and features of one company.

INF: lists and objects replace what was there, an absent field leaves it, `updated` is 1, or 0 without a field.
"""

from collections.abc import Callable

from sandbox.clearml.endpoints import companies, features
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import SYSTEM, Endpoint
from sandbox.clearml.protocol.fields import Choice, Field, Flag, Integer, Names, Object, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import dump, load

_LIMITS = ("allowed_users", "allowed_service_users", "max_running_apps")
_FLAGS = ("allow_service_user_admins", "admin_access_all_apps")
_LISTS = (
    "app_access_by_owners",
    "supported_application_ids",
    "supported_application_categories",
    "excluded_application_categories",
)
# INF: a feature outside the reference's list is 400/12.
_FIELDS: dict[str, Field] = {
    "features": Names(choices=features.ALWAYS),
    "exclude_features": Names(choices=features.ALWAYS),
    **{name: Integer() for name in _LIMITS},
    **{name: Flag() for name in _FLAGS},
    **{name: Names() for name in _LISTS},
    "feature_set": Choice(("basic", "advanced")),
    "cookie_options": Object(),
}


def update(call: Call) -> Json:
    """Merge the fields that were sent into `defaults`."""
    row = companies.find(call.store, call.values.text("company"))
    changes = {name: call.values.any(name) for name in _FIELDS if call.values.sent(name)}
    if not changes:
        return {"updated": 0}
    return {"updated": _write(call, "defaults", row["id"], load(row["defaults"]) | changes)}


def update_sso(call: Call) -> Json:
    """INF: the object is replaced whole, and an external tenant used by another company is accepted."""
    row = companies.find(call.store, call.values.text("company"))
    _write(call, "defaults", row["id"], load(row["defaults"]) | {"sso": call.values.object("sso")})
    return {}


def update_custom_events(call: Call) -> Json:
    """Replace the usage fields of one company."""
    row = companies.find(call.store, call.values.text("company"))
    _write(call, "custom_events", row["id"], call.values.object("fields"))
    return {}


def get_custom_events(call: Call) -> Json:
    """The usage fields of one company."""
    return {"fields": load(companies.find(call.store, call.values.text("company"))["custom_events"])}


def _write(call: Call, column: str, company: str, value: Json) -> int:
    return call.store.change("companies", company, **{column: dump(value)})


def _endpoint(name: str, run: Callable[[Call], Json], /, **fields: Field) -> Endpoint:
    request = Request(company=TextField(required=True), **fields)
    return Endpoint(name=f"system.{name}", run=run, roles=SYSTEM, edition="enterprise", request=request)


ENDPOINTS = (
    _endpoint("update_company_settings", update, **_FIELDS),
    _endpoint("update_company_sso_config", update_sso, sso=Object(required=True)),
    _endpoint("update_company_custom_events_config", update_custom_events, fields=Object(required=True)),
    _endpoint("get_company_custom_events_config", get_custom_events),
)
