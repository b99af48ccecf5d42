"""login.supported_modes, set_domains and get_settings: how people log in to a company."""

from sandbox.clearml.endpoints import emails, whitelist
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import ADMINS, Endpoint
from sandbox.clearml.protocol.fields import Names, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import Store


def supported_modes(call: Call) -> Json:
    """What the login page offers. Needs no credentials."""
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
            # INF: the open server defines the code without using it.
            raise errors.BAD_DOMAIN(domain=domain)
    with call.store.together():
        call.store.run("DELETE FROM domains WHERE company = ?", call.identity.company)
        for domain in domains:
            call.store.insert("domains", company=call.identity.company, domain=domain)
    return {}


def domains_of(store: Store, company: str) -> list[str]:
    """The company's login domains in the order in which they were set."""
    rows = store.all("SELECT domain FROM domains WHERE company = ? ORDER BY rowid", company)
    return [row["domain"] for row in rows]


def get_settings(call: Call) -> Json:
    """Domains and whitelist of the acting identity's company."""
    return {"domains": domains_of(call.store, call.identity.company), "whitelist_entries": whitelist.entries(call)}


ENDPOINTS = (
    Endpoint(
        name="login.supported_modes",
        run=supported_modes,
        authorize=False,
        request=Request(state=TextField(), callback_url_prefix=TextField()),
    ),
    Endpoint(
        name="login.set_domains", run=set_domains, roles=ADMINS, edition="enterprise", request=Request(domains=Names())
    ),
    Endpoint(name="login.get_settings", run=get_settings, roles=ADMINS, edition="enterprise"),
)
