"""Reads Pulumi's configuration; the only module of the blueprint that imports Pulumi.

Plain settings come back as models, secrets as Outputs that stay secret; the two never mix.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi.runtime import config as runtime_config

from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import SettingsError
from blueprint.settings.secrets import ACCESS_KEY, SECRET_KEY, is_secret_name
from blueprint.settings.words.hocon import survives_hocon
from blueprint.stack.build import build
from blueprint.stack.keys import ENCRYPTED, Encrypted, belongs
from blueprint.stack.settings import StackSettings


@dataclass(frozen=True)
class Secrets:
    """The stack's secrets by their keys (`blueprint.settings.secrets`), as the configuration has them.

    One that is needed and missing has been refused by `load`. Any other missing one is generated, comes from the
    environment, or has no use in this stack.
    """

    values: Mapping[str, pulumi.Output[str]]

    def get(self, key: str) -> pulumi.Output[str] | None:
        """Return the secret of a key; None without one."""
        return self.values.get(key)

    def require(self, key: str) -> pulumi.Output[str]:
        """Return the secret of a key that `load` requires. Raises KeyError without one."""
        return self.values[key]

    @property
    def access_key(self) -> pulumi.Output[str] | None:
        """Access key for the connection to the server."""
        return self.get(ACCESS_KEY.key)

    @property
    def secret_key(self) -> pulumi.Output[str] | None:
        """Secret key for the connection to the server."""
        return self.get(SECRET_KEY.key)


def load(root: Path = Path()) -> StackSettings:
    """Return the settings of the running program's stack; tenant files are `tenants/<stack>/*.yaml` below `root`.

    Raises pulumi.RunError: Pulumi prints its message, one line per problem, without a traceback. Warnings about chart
    versions are left to `fleet check`: operators stop reading warnings that every preview repeats.
    """
    stack = pulumi.get_stack()
    try:
        return build(pulumi.get_project(), stack, _config(), root / "tenants" / stack, os.environ)
    except SettingsError as error:
        raise pulumi.RunError(error.report(stack)) from None


def secrets() -> Secrets:
    """Return every secret of the configuration, each an Output marked as secret."""
    config = pulumi.Config(NAMESPACE)
    return Secrets({key: config.require_secret(key) for key in _config() if is_secret_name(key)})


def _config() -> dict[str, object]:
    """Return every key of the namespace, and those that miss it; Pulumi has no call that lists them."""
    everything = {**runtime_config.get_config_env(), **runtime_config.CONFIG.get()}
    project = pulumi.get_project()
    values = {key: runtime_config.get_config(key) for key in everything if belongs(key, project)}
    return {
        key.removeprefix(f"{NAMESPACE}:"): _value(key, value)
        for key, value in values.items()
        if value not in (None, "")
    }


def _value(key: str, value: object) -> object:
    """Hide a secret. Whether HOCON would misread it can only be tested here, the one place that sees its value."""
    if not runtime_config.is_config_secret(key):
        return value
    return ENCRYPTED if survives_hocon(str(value)) else Encrypted.MISREAD
