"""organization.update_company_name. Enterprise only (REF)."""

from sandbox.clearml.endpoints import companies
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import ADMINS, Endpoint
from sandbox.clearml.protocol.fields import TextField
from sandbox.clearml.protocol.validation import Request


def update_company_name(call: Call) -> Json:
    """Rename a company. INF: an admin may rename its own company only (else 400/10), system and root any."""
    company = call.values.text("company")
    if not call.identity.is_system and company != call.identity.company:
        raise errors.INVALID_ID(company=company)
    row = companies.find(call.store, company)
    name = companies.checked_name(call, call.values.text("new_name"), but=row["id"])
    return {"updated": call.store.change("companies", row["id"], name=name)}


ENDPOINTS = (
    Endpoint(
        name="organization.update_company_name",
        run=update_company_name,
        roles=ADMINS,
        edition="enterprise",
        request=Request(company=TextField(required=True), new_name=TextField(required=True)),
    ),
)
