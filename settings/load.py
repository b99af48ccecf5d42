"""Owns the reading of Pulumi's configuration: nothing else in the project touches `pulumi.Config`.

Plain settings come back as models, secrets as Outputs that stay secret; the two never mix.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi.runtime import config as runtime_config

from settings.build import build
from settings.platform import Settings
from settings.problems import SettingsError
from settings.secret_names import ACCESS_KEY, NAMESPACE, SECRET_KEY, sso_client_secret
from settings.stack_keys import ENCRYPTED


@dataclass(frozen=True)
class Secrets:
    """The stack's secrets. A key is None when the environment gives the pair in its place."""

    access_key: pulumi.Output[str] | None
    secret_key: pulumi.Output[str] | None
    sso_client_secrets: Mapping[str, pulumi.Output[str]]
    """Tenant: client secret of its identity provider."""


def load(root: Path = Path()) -> Settings:
    """Return the settings of the running program's stack; tenant files are `tenants/<stack>/*.yaml` below `root`.

    Raises pulumi.RunError: Pulumi prints its message, one line a problem, without a traceback.
    """
    stack = pulumi.get_stack()
    try:
        return build(pulumi.get_project(), stack, _config(), root / "tenants" / stack, os.environ)
    except SettingsError as error:
        raise pulumi.RunError(error.report(stack)) from None


def secrets(settings: Settings) -> Secrets:
    """Return the secrets that `load` has found to be there, each an Output marked as secret."""
    config = pulumi.Config(NAMESPACE)
    providers = (tenant.slug for tenant in settings.tenants if tenant.login.sso and tenant.login.sso.provider)
    return Secrets(
        access_key=config.get_secret(ACCESS_KEY),
        secret_key=config.get_secret(SECRET_KEY),
        sso_client_secrets={slug: config.require_secret(sso_client_secret(slug)) for slug in providers},
    )


def _config() -> dict[str, object]:
    """Return every key of the namespace; Pulumi has no call that lists them, and a misspelt one must not go unseen."""
    known = {**runtime_config.get_config_env(), **runtime_config.CONFIG.get()}
    prefix = f"{NAMESPACE}:"
    values = {key: runtime_config.get_config(key) for key in known if key.startswith(prefix)}
    return {key.removeprefix(prefix): _value(key, value) for key, value in values.items() if value not in (None, "")}


def _value(key: str, value: object) -> object:
    return ENCRYPTED if runtime_config.is_config_secret(key) else value
