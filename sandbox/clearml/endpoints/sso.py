"""sso.*: identity providers of a company. No answer shows their secrets; the simulator does not even store them."""

import sqlite3
from collections.abc import Callable

from sandbox.clearml.endpoints import companies
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, now
from sandbox.clearml.protocol.endpoint import ADMINS, Endpoint
from sandbox.clearml.protocol.fields import Field, Flag, Names, Object, TextField
from sandbox.clearml.protocol.validation import Request

_SAML = ("saml", "adfs")


def _company(call: Call) -> str:
    """The company acted on. `company` is for system users. INF: another company from any other caller is 400/13."""
    company = call.values.maybe("company")
    if not company or company == call.identity.company:
        return call.identity.company
    if not call.identity.is_system:
        raise errors.NOT_FOR_ROLE("must be empty or your own company", role=call.identity.role, field="company")
    return str(companies.find(call.store, company)["id"])


def _category(provider: str) -> str:
    return "saml" if provider.startswith(_SAML) else "oidc"


def save(call: Call) -> Json:
    """INF: `configuration.id` is the upsert key and required; a new configuration is active."""
    company, configuration = _company(call), call.values.object("configuration")
    key = configuration.get("id")
    if not isinstance(key, str) or not key:
        raise errors.VALIDATION("error for field 'configuration': id is required")
    call.store.run(
        """INSERT INTO sso_configurations VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (company, id) DO UPDATE SET
           display_name = excluded.display_name, provider = excluded.provider, last_update = excluded.last_update""",
        company,
        key,
        str(configuration.get("display_name") or key),
        call.values.text("provider"),
        now(),
    )
    return {}


def get_all(call: Call) -> Json:
    """The company's configurations without secrets."""
    rows = call.store.all("SELECT * FROM sso_configurations WHERE company = ? ORDER BY rowid", _company(call))
    return {"configurations": [_shown(row) for row in rows]}


def _shown(row: sqlite3.Row) -> Json:
    return {
        "id": row["id"],
        "display_name": row["display_name"],
        "provider": row["provider"],
        "category": _category(row["provider"]),
        "active": bool(row["active"]),
        "readonly": False,
        "last_update": iso(row["last_update"]),
    }


def delete(call: Call) -> Json:
    """Delete configurations; unknown ids are ignored."""
    company, statement = _company(call), "DELETE FROM sso_configurations WHERE company = ? AND id = ?"
    return {"deleted": sum(call.store.run(statement, company, key) for key in call.values.names("ids"))}


def set_active(call: Call) -> Json:
    """Switch configurations on or off. Raises 400/86 if none would stay active."""
    company, ids = _company(call), call.values.names("ids")
    active = not call.values.sent("active") or call.values.flag("active")
    rows = call.store.all("SELECT id FROM sso_configurations WHERE company = ? AND active", company)
    left = {row["id"] for row in rows} - set(ids)
    if not active and rows and not left:
        raise errors.LAST_SSO()
    statement = "UPDATE sso_configurations SET active = ? WHERE company = ? AND id = ? AND active <> ?"
    return {"updated": sum(call.store.run(statement, active, company, key, active) for key in ids)}


def _endpoint(name: str, run: Callable[[Call], Json], /, **fields: Field) -> Endpoint:
    request = Request(company=TextField(), **fields)
    return Endpoint(name=f"sso.{name}", run=run, roles=ADMINS, edition="enterprise", request=request)


ENDPOINTS = (
    _endpoint(
        "save_provider_configuration",
        save,
        provider=TextField(required=True),
        configuration=Object(required=True),
        support_provider=Flag(),
    ),
    _endpoint("get_provider_configurations", get_all),
    _endpoint("delete_provider_configurations", delete, ids=Names()),
    _endpoint("set_provider_configurations_active", set_active, ids=Names(), active=Flag()),
)
