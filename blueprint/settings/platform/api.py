"""Owns how to reach the ClearML API server.

It must not hold the keys: they are secret keys of the stack (`blueprint.stack.load.secrets`).
"""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, StrictBool, model_validator

from blueprint.settings.checking.expect import (
    Expectation,
    NumberExpectation,
    TextExpectation,
    WholeExpectation,
    mismatch,
)
from blueprint.settings.checking.model import Model
from blueprint.settings.words.hosts import _address, is_host
from blueprint.settings.words.names import parse_line

HOST = "an address such as https://api.clearml.example"
PEM = "the path of an existing PEM file, from the program's folder, such as certs/ca.pem"


def parse_host(value: str) -> str | None:
    """Return the base URL, scheme and host in lower case, without a trailing slash; a path prefix is kept."""
    if not value.isascii() or re.search(r"\s", value):
        return None
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        return None
    bare = url.username is None and url.password is None and not url.query and not url.fragment
    host = url.hostname or ""
    if url.scheme not in ("http", "https") or not bare or not is_host(host) or port == 0:
        return None
    if not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)*/?", url.path) or value.endswith(("?", "#")):
        return None
    name = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{name}{'' if port is None else f':{port}'}{url.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """Whether a base URL stays on this machine; only literal loopback addresses and `localhost` count."""
    name = urlsplit(host).hostname or ""
    address = _address(name)
    return name == "localhost" if address is None else address.is_loopback


def _always_verified(value: object) -> object:
    if value is not True:
        raise mismatch("true: certificates are always verified; name a private CA in caBundle")
    return value


def _a_file(value: object) -> object:
    path = Path(value) if isinstance(value, str) and parse_line(value) else value
    if isinstance(path, Path) and path.is_file():
        return path
    raise mismatch(PEM)


class ApiSettings(Model):
    """The connection to the API server. `CLEARML_API_HOST` in the environment wins over `host`."""

    host: Annotated[str, TextExpectation(HOST, parse_host, "^https?://", ("https://api.clearml.example",))]
    """Base URL of the API server (api.…, not app.…); a path prefix is allowed."""
    ca_bundle: Annotated[
        Path | None, BeforeValidator(lambda raw: raw if raw is None else _a_file(raw)), Expectation(PEM)
    ] = None
    """PEM file of the certificate authority, where the system does not know it."""
    verify_tls: Annotated[Literal[True], BeforeValidator(_always_verified), Expectation("true")] = True
    """Always true: there is no switch that turns verification off."""
    allow_plain_http: StrictBool = False
    """Allow http to another machine; keys and secrets then cross the network in clear."""
    timeout_seconds: Annotated[float, NumberExpectation(1, 600)] = 30
    """Seconds that one call may take."""
    parallel_calls: Annotated[int, WholeExpectation(1, 64)] = 16
    """Calls that may run at the same time."""
    company_endpoint: Literal["auto", "system", "tenants"] = "auto"
    """Which calls make companies: system.create_company, tenants.create_tenant (3.30), or what the server has."""

    @model_validator(mode="after")
    def keeps_keys_off_the_network_in_clear(self) -> "ApiSettings":
        """Basic authentication sends the secret key with each call."""
        if self.host.startswith("http://") and not is_loopback(self.host) and not self.allow_plain_http:
            expected = "https (or allowPlainHttp: true, which sends the keys in clear)"
            raise mismatch(expected, found=f"'{self.host}'", at="host")
        return self
