"""Settings of the connection to the ClearML API server; the key pair is among the stack's secrets."""

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
from blueprint.settings.words.hosts import is_host, parse_address
from blueprint.settings.words.names import parse_line

HOST = "an address such as https://api.clearml.example"
WEB = "an address such as https://app.clearml.example"
PEM = "the path of an existing PEM file, relative to the program's folder, such as certs/ca.pem"


def parse_host(value: str) -> str | None:
    """Return the base URL with scheme and host in lower case and without a trailing slash; a path prefix is kept."""
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
    """Whether a base URL refers to this machine: a literal loopback address, or `localhost`."""
    name = urlsplit(host).hostname or ""
    address = parse_address(name)
    return name == "localhost" if address is None else address.is_loopback


def _always_verified(value: object) -> object:
    if value is not True:
        raise mismatch("true, because certificates are always verified; set caBundle for a private CA")
    return value


def _a_file(value: object) -> object:
    path = Path(value) if isinstance(value, str) and parse_line(value) else value
    if isinstance(path, Path) and path.is_file():
        return path
    raise mismatch(PEM)


class ApiSettings(Model):
    """Connection to the API server. `CLEARML_API_HOST` in the environment overrides `host`."""

    host: Annotated[str, TextExpectation(HOST, parse_host, "^https?://", ("https://api.clearml.example",))]
    """Base URL of the API server (api.…, not app.…), optionally with a path prefix."""
    web_url: Annotated[str, TextExpectation(WEB, parse_host, "^https?://", ("https://app.clearml.example",))] | None = (
        None
    )
    """Base URL of the web app, for exported addresses. By default, that of `clearml:controlPlane`, or the API server's
    with app. in place of api."""
    ca_bundle: Annotated[
        Path | None, BeforeValidator(lambda raw: raw if raw is None else _a_file(raw)), Expectation(PEM)
    ] = None
    """PEM file of the certificate authority, if the system does not trust it already."""
    verify_tls: Annotated[Literal[True], BeforeValidator(_always_verified), Expectation("true")] = True
    """Always true: certificate verification cannot be disabled."""
    allow_plain_http: StrictBool = False
    """Allow http to another machine; keys and secrets then cross the network in plain text."""
    timeout_seconds: Annotated[float, NumberExpectation(1, 600)] = 30
    """Timeout of one API call, in seconds."""
    parallel_calls: Annotated[int, WholeExpectation(1, 64)] = 16
    """Maximum number of concurrent API calls."""
    preflight: StrictBool = True
    """Whether `pulumi preview` and `pulumi up` first check names, e-mails, domains and IDs on the server; both then
    need the server."""
    company_endpoint: Literal["auto", "system", "tenants"] = "auto"
    """API call that creates companies. `system`: system.create_company; `tenants`: tenants.create_tenant (from 3.30);
    `auto`: whichever of the two the server has."""
    unconfirmed_settings: Literal["refuse", "warn"] = "refuse"
    """Treatment of limits and features that the server accepts and does not report back. `warn` is for servers that
    report them elsewhere; the settings then count as kept, and changes made in the UI are not found."""

    @model_validator(mode="after")
    def refuse_plain_http(self) -> "ApiSettings":
        """Refuse http to another machine: basic authentication sends the secret key with each call."""
        if self.host.startswith("http://") and not is_loopback(self.host) and not self.allow_plain_http:
            expected = "https (or allowPlainHttp: true, which sends the keys in plain text)"
            raise mismatch(expected, found=f"'{self.host}'", at="host")
        return self
