"""The explicit provider instance through which all ClearML resources of a stack are made.

Its inputs are the only way of the connection into the plugin; no resource carries any of it. Keys that stack config
leaves to the environment are simply absent here: the plugin reads the environment itself.
"""

import os
from typing import Protocol

import pulumi

from blueprint.settings.platform.api import ApiSettings
from providers.clearml.api.connection import ENVIRONMENT, INPUTS


class KeyPairInputs(Protocol):
    """The root key pair: as the stack's configuration gives it, or as it was generated for the server made here."""

    @property
    def access_key(self) -> pulumi.Output[str] | None: ...
    @property
    def secret_key(self) -> pulumi.Output[str] | None: ...


def clearml_provider(api: ApiSettings, keys: KeyPairInputs) -> pulumi.ProviderResource:
    """One `pulumi-python` provider named `clearml`: one plugin process, one connection pool (ADR 0002)."""
    values: dict[str, pulumi.Input[str] | None] = {
        "host": api.host,
        "access_key": keys.access_key,
        "secret_key": keys.secret_key,
        "ca_bundle": None if api.ca_bundle is None else str(api.ca_bundle),
        "allow_plain_http": str(api.allow_plain_http).lower(),
        "timeout_seconds": str(api.timeout_seconds),
        "parallel_calls": str(api.parallel_calls),
        "company_endpoint": api.company_endpoint,
    }
    if os.environ.get(ENVIRONMENT["host"]):
        pulumi.log.info(f"ClearML API {api.host}, from {ENVIRONMENT['host']}")
    inputs = {INPUTS[field]: value for field, value in values.items() if value is not None}
    return pulumi.ProviderResource("pulumi-python", "clearml", inputs)
