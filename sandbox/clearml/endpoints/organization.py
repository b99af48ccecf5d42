"""organization.*: what a company sees of itself. The simulator keeps no projects, tasks or models, so they count 0."""

from sandbox.clearml.endpoints import companies
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import ADMINS, Endpoint
from sandbox.clearml.protocol.fields import Flag, Names, Object, TextField
from sandbox.clearml.protocol.validation import Request

_COUNTED = ("projects", "tasks", "models", "pipelines", "datasets", "reports")


def get_tags(call: Call) -> Json:
    return {"tags": []} | ({"system_tags": []} if call.values.flag("include_system") else {})


def get_user_companies(call: Call) -> Json:
    rows = call.store.all("SELECT id, name, avatar FROM users WHERE company = ? ORDER BY name", call.identity.company)
    owners = [{"id": row["id"], "name": row["name"], "avatar": row["avatar"]} for row in rows]
    company = {
        "id": call.identity.company,
        "name": call.identity.company_name,
        "allocated": len(owners),
        "owners": owners,
    }
    return {"companies": [company]}


def get_entities_count(call: Call) -> Json:
    return {name: 0 for name in _COUNTED if call.data.get(name) is not None}


def update_company_name(call: Call) -> Json:
    """INF: an admin renames its own company only (else 400/10), system and root any."""
    company = call.values.text("company")
    if not call.identity.is_system and company != call.identity.company:
        raise errors.INVALID_ID(company=company)
    row = companies.find(call.store, company)
    name = companies.checked_name(call, call.values.text("new_name"), but=row["id"])
    return {"updated": call.store.change("companies", row["id"], name=name)}


ENDPOINTS = (
    Endpoint(name="organization.get_tags", run=get_tags, request=Request(Flag("include_system"), Object("filter"))),
    Endpoint(name="organization.get_user_companies", run=get_user_companies),
    Endpoint(
        name="organization.get_entities_count",
        run=get_entities_count,
        request=Request(
            *(Object(name) for name in _COUNTED), Names("active_users"), Flag("search_hidden"), Flag("allow_public")
        ),
    ),
    Endpoint(
        name="organization.update_company_name",
        run=update_company_name,
        roles=ADMINS,
        edition="enterprise",
        request=Request(TextField("company", required=True), TextField("new_name", required=True)),
    ),
)
