"""Reads and validates the API server's address and credentials from the provider instance's inputs.

The explicit `pulumi-python` provider instance has them as inputs `clearml:*` (see components/shared/connection.py).
The vendor SDK's environment variables override them, so that `pulumi destroy` works after the credentials were rotated,
when the state still holds the old ones. The key pair of the state is never used with an address from the environment.
Nothing here opens a connection.
"""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from providers.clearml.api.errors import Misconfigured

ENVIRONMENT = {
    "host": "CLEARML_API_HOST",
    "access_key": "CLEARML_API_ACCESS_KEY",
    "secret_key": "CLEARML_API_SECRET_KEY",
}
"""The vendor SDK's environment variables, which take precedence over the provider's inputs, by `Connection` field."""

INPUTS = {
    "host": "clearml:host",
    "access_key": "clearml:accessKey",
    "secret_key": "clearml:secretKey",
    "ca_bundle": "clearml:caBundle",
    "allow_plain_http": "clearml:allowPlainHttp",
    "timeout_seconds": "clearml:timeoutSeconds",
    "parallel_calls": "clearml:parallelCalls",
    "company_endpoint": "clearml:companyEndpoint",
    "unconfirmed_settings": "clearml:unconfirmedSettings",
}
"""Inputs of the provider instance by `Connection` field. The names are part of users' state."""


class Connection(BaseModel):
    """Address, credentials and limits for one ClearML API server.

    `host` is the API's base URL. `timeout_seconds` limits one call, `parallel_calls` the number of open calls.
    `company_endpoint` selects how companies are created (ADR 0004). `unconfirmed_settings` decides whether settings of
    a company that the server does not report back are an error or a warning. `resume_unfinished` is true in a run
    without checkpoints: it takes over a company whose only user is the tenant's admin, without credentials (ADR 0003).
    `host_from_environment` is true if the address is not that of the stack's configuration or state.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    host: str
    access_key: SecretStr
    secret_key: SecretStr
    ca_bundle: str | None = None
    allow_plain_http: bool = False
    timeout_seconds: float = Field(default=30, gt=0)
    parallel_calls: int = Field(default=16, ge=1, le=64)
    company_endpoint: Literal["auto", "system", "tenants"] = "auto"
    unconfirmed_settings: Literal["refuse", "warn"] = "refuse"
    resume_unfinished: bool = False
    host_from_environment: bool = False

    @classmethod
    def of(cls, inputs: Mapping[str, object], environ: Mapping[str, str] = os.environ) -> "Connection":
        """Build the connection; the environment takes precedence. Raises Misconfigured naming the invalid key."""
        values: dict[str, object] = {f: inputs[key] for f, key in INPUTS.items() if inputs.get(key) not in (None, "")}
        variables = {field: environ[name] for field, name in ENVIRONMENT.items() if environ.get(name)}
        _require_unmixed(values, variables)
        values |= variables
        values["host_from_environment"] = "host" in variables
        values["resume_unfinished"] = environ.get("PULUMI_SKIP_CHECKPOINTS", "").lower() in {"1", "true"}
        connection = cls._valid(values)
        connection._require_safe_host()
        return connection

    @classmethod
    def _valid(cls, values: Mapping[str, object]) -> "Connection":
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            message = _explain(error)
        raise Misconfigured(message)  # raised outside `except`, so that the values are not in the error's context

    @property
    def on_loopback(self) -> bool:
        """Whether the server is on this machine; then the environment's proxy settings must not apply."""
        name = urlsplit(self.host).hostname or ""
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return name == "localhost"

    def _require_safe_host(self) -> None:
        if not _is_url(self.host):
            raise Misconfigured("clearml:api.host must be a URL such as https://api.clearml.example")
        url = urlsplit(self.host)
        if url.username or url.password:
            message = "clearml:api.host must not contain credentials; set clearml:apiAccessKey and clearml:apiSecretKey"
            raise Misconfigured(message)
        if url.scheme == "http" and not self.on_loopback and not self.allow_plain_http:
            message = (
                f"clearml:api.host {url.hostname} uses plain http, which sends the credentials unencrypted; "
                "use https or set clearml:api.allowPlainHttp"
            )
            raise Misconfigured(message)


def _require_unmixed(inputs: Mapping[str, object], variables: Mapping[str, str]) -> None:
    """Refuse half a key pair from the environment, and an address from there that would get the state's key pair."""
    pair = {"access_key", "secret_key"} & variables.keys()
    if len(pair) == 1:
        (missing,) = {"access_key", "secret_key"} - pair
        raise Misconfigured(f"the environment has one half of a key pair: set {ENVIRONMENT[missing]} too, or neither")
    if pair or "host" not in variables or _same_address(variables["host"], str(inputs.get("host", ""))):
        return
    raise Misconfigured(
        f"{ENVIRONMENT['host']} is set without {ENVIRONMENT['access_key']} and {ENVIRONMENT['secret_key']}: the key "
        "pair of the stack is not sent to an address from the environment; set all three, or unset the address"
    )


def _same_address(one: str, other: str) -> bool:
    return one.rstrip("/").lower() == other.rstrip("/").lower()


def _is_url(host: str) -> bool:
    """Whether `host` is a usable URL.

    The settings check this too, but `pulumi destroy` does not read them, and the environment is not checked elsewhere.
    """
    try:
        url = urlsplit(host)
        name = (url.hostname or "").encode("idna")
        printable = host.isprintable() and " " not in host
        return url.scheme in {"http", "https"} and bool(name) and printable and url.port != 0
    except ValueError:
        return False


def _explain(error: ValidationError) -> str:
    missing = [str(e["loc"][0]) for e in error.errors() if e["type"] == "missing"]
    if missing:
        names = ", ".join(f"{INPUTS[field]} (or {ENVIRONMENT[field]})" for field in missing)
        return f"the ClearML connection lacks {names}; set them in the stack configuration or in the environment"
    first = error.errors()[0]
    name = INPUTS.get(str(first["loc"][0]), first["loc"][0])
    return f"the ClearML connection has an invalid {name}: {first['msg']}; correct it in the stack configuration"
