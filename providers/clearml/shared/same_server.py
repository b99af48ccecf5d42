"""Keeps the state of one server from being applied to another (ADR 0017).

Each resource records the server that it was read from or written to. Where either side is unknown, an object that is
not found counts as gone only if this server has its company, or if the address comes from the stack's configuration.
"""

import os
from collections.abc import Iterable, Mapping

from providers.clearml.api.client import Client
from providers.clearml.api.connection import ENVIRONMENT
from providers.clearml.api.errors import NotFound, Refused

SERVER = "server"
"""Output of all resources on the server: its identity."""
ACCEPT = "CLEARML_PLATFORM_ACCEPT_SERVER"
"""Environment variable with the identity of a server that may be used in place of the recorded one."""


def require_same_server(client: Client, recorded: str | None, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the identity of this server. Raises Refused if the state was written against another one."""
    server = client.server_id()
    if recorded is not None and server is not None:
        refusal = unaccepted_server([recorded], server, client.connection.host, environ)
        if refusal is not None:
            raise Refused(refusal)
    return server


def unaccepted_server(
    recorded: Iterable[str], server: str, host: str, environ: Mapping[str, str] = os.environ
) -> str | None:
    """The refusal of a state that other servers wrote; None if only `server` did, or if the environment accepts it."""
    others = sorted(set(recorded) - {server})
    if not others or environ.get(ACCEPT) == server:
        return None
    variables = f"{ENVIRONMENT['host']}, {ENVIRONMENT['access_key']} and {ENVIRONMENT['secret_key']}"
    return (
        f"the state was written against another server ({', '.join(others)}); this connection leads to {server} at "
        f"{host}: unset {variables}, or correct clearml:api.host; if that server was rebuilt with the same companies, "
        f"accept it with `{ACCEPT}={server} pulumi refresh`"
    )


def require_company_here(client: Client, recorded: str | None, company: str | None) -> None:
    """Check that "not found" means "gone", and not "on another server". Raises Refused if that is uncertain."""
    if not client.connection.host_from_environment:
        return
    if recorded is not None and client.server_id() is not None:
        return
    if company is not None and _exists(client, company):
        return
    raise Refused(
        f"company {company or '(unknown)'} is not on {client.connection.host}, whose address comes from "
        f"{ENVIRONMENT['host']}; this may be another server than the one in the state, so nothing counts as deleted: "
        f"unset {ENVIRONMENT['host']} to use the server in the stack's configuration"
    )


def _exists(client: Client, company: str) -> bool:
    """Whether this server has the company, active or not. Raises CallError if it does not answer the question."""
    try:
        client.company_info(company)
    except NotFound:
        return False
    return True
