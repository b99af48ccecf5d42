"""Creates the explicit provider instance for all ClearML resources of a stack.

Connection settings reach the plugin only through the provider's inputs; no resource contains any of them. Keys that are
not in the stack's configuration are left out: the plugin reads them from the environment.
"""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pulumi

from blueprint.settings.platform.api import ApiSettings
from providers.clearml.api.clock import ServerClock
from providers.clearml.api.connection import ENVIRONMENT, INPUTS, Connection
from providers.clearml.api.errors import ClearMLError
from providers.clearml.api.identity import identity_of
from providers.clearml.api.probe import clock_of


class KeyPairInputs(Protocol):
    """The root key pair: configured, or generated for this stack's server. None means the environment has it."""

    @property
    def access_key(self) -> pulumi.Output[str] | None: ...
    @property
    def secret_key(self) -> pulumi.Output[str] | None: ...


@dataclass(frozen=True)
class EnvironmentKeys:
    """Stands for a key pair that only the environment holds."""

    access_key: None = None
    secret_key: None = None


def connection_keys(stack: KeyPairInputs, environ: Mapping[str, str] = os.environ) -> KeyPairInputs:
    """Return the key pair for the connection: not the stack's if the environment has address and key pair.

    Otherwise the state would combine an address from the environment with the key pair of another server.
    """
    return EnvironmentKeys() if all(environ.get(name) for name in ENVIRONMENT.values()) else stack


def clearml_provider(api: ApiSettings, keys: KeyPairInputs) -> pulumi.ProviderResource:
    """Create the `pulumi-python` provider `clearml`: one plugin process with one connection pool (ADR 0002)."""
    values = {**_plain(api), "access_key": keys.access_key, "secret_key": keys.secret_key}
    if os.environ.get(ENVIRONMENT["host"]):
        pulumi.log.info(f"ClearML API {api.host}, from {ENVIRONMENT['host']}")
    inputs = {INPUTS[field]: value for field, value in values.items() if value is not None}
    return pulumi.ProviderResource("pulumi-python", "clearml", inputs)


async def server_identity(api: ApiSettings, keys: KeyPairInputs) -> str | None:
    """Identity of the server behind the connection; None if it is down, reports none, or the keys are not yet known.

    Makes one call, without repeats.
    """
    try:
        connection = Connection.of(await connection_inputs(api, keys))
        return await asyncio.to_thread(identity_of, connection)
    except ClearMLError:
        return None


async def server_clock(api: ApiSettings) -> ServerClock | None:
    """The clock of the server behind the connection, asked for once without credentials; None if it is down."""
    inputs = await connection_inputs(api, EnvironmentKeys())
    try:
        placeholders = {INPUTS["access_key"]: "none", INPUTS["secret_key"]: "none"}
        return await asyncio.to_thread(clock_of, Connection.of(inputs | placeholders))
    except ClearMLError:
        return None


async def connection_inputs(api: ApiSettings, keys: KeyPairInputs) -> dict[str, object]:
    """The provider's inputs with the key pair in plain text, for calls of the program itself."""
    values = _plain(api)
    for field, key in {"access_key": keys.access_key, "secret_key": keys.secret_key}.items():
        values[field] = None if key is None else await key.future()
    return {INPUTS[field]: value for field, value in values.items() if value is not None}


def _plain(api: ApiSettings) -> dict[str, str | None]:
    """The inputs that are no secrets, by field of the connection."""
    return {
        "host": api.host,
        "ca_bundle": None if api.ca_bundle is None else str(api.ca_bundle),
        "allow_plain_http": str(api.allow_plain_http).lower(),
        "timeout_seconds": str(api.timeout_seconds),
        "parallel_calls": str(api.parallel_calls),
        "company_endpoint": api.company_endpoint,
        "unconfirmed_settings": None if api.unconfirmed_settings == "refuse" else api.unconfirmed_settings,
    }
