"""login.*: how people get in. supported_modes and logout are everywhere, domains and settings Enterprise only."""

from sandbox.clearml.endpoints import emails, whitelist
from sandbox.clearml.endpoints.sessions import logout
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import ADMINS, Endpoint
from sandbox.clearml.protocol.fields import Names, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import Store


def supported_modes(call: Call) -> Json:
    answer: Json = {
        "authenticated": call.caller is not None,
        "basic": {"enabled": False, "guest": {"enabled": False}},
        "server_errors": {"es_connection_error": False, "missed_es_upgrade": False},
        "sso": {},
        "sso_providers": [],
    }
    if call.settings.enterprise:
        # INF: the values; the keys are in the reference.
        answer |= {"tenant_login": False, "free_signup": False}
    return answer


def set_domains(call: Call) -> Json:
    """INF: the list replaces the company's domains; the same domain in two companies is accepted."""
    domains = list(dict.fromkeys(domain.lower() for domain in call.values.names("domains")))
    for domain in domains:
        if not emails.is_domain(domain):
            # INF: the code is defined in the open server, but only its closed sibling raises it.
            raise errors.BAD_DOMAIN(domain=domain)
    with call.store.together():
        call.store.run("DELETE FROM domains WHERE company = ?", call.identity.company)
        for domain in domains:
            call.store.insert("domains", company=call.identity.company, domain=domain)
    return {}


def domains_of(store: Store, company: str) -> list[str]:
    rows = store.all("SELECT domain FROM domains WHERE company = ? ORDER BY rowid", company)
    return [row["domain"] for row in rows]


def get_settings(call: Call) -> Json:
    company = call.identity.company
    return {"domains": domains_of(call.store, company), "whitelist_entries": whitelist.entries(call.store, company)}


_STATE = (TextField("state"), TextField("callback_url_prefix"))

ENDPOINTS = (
    Endpoint(name="login.supported_modes", run=supported_modes, authorize=False, request=Request(*_STATE)),
    Endpoint(name="login.logout", run=logout, version="2.13", authorize=False),
    Endpoint(
        name="login.set_domains", run=set_domains, roles=ADMINS, edition="enterprise", request=Request(Names("domains"))
    ),
    Endpoint(name="login.get_settings", run=get_settings, roles=ADMINS, edition="enterprise"),
)
