"""Owns the reading of Pulumi's configuration: nothing else in the project touches `pulumi.Config`.

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
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.words.hocon import survives_hocon
from blueprint.settings.words.secrets import (
    ACCESS_KEY,
    BILLING_KAFKA_PASSWORD,
    BILLING_REGISTRY_TOKEN,
    REDIS_PASSWORD,
    REGISTRY_TOKEN,
    SECRET_KEY,
    SUPERVISOR_ACCESS_KEY,
    SUPERVISOR_SECRET_KEY,
    TOKEN_SIGNING_SECRET,
    login_client_secret,
    server_secret,
    sso_client_secret,
)
from blueprint.stack.build import build
from blueprint.stack.keys import ENCRYPTED, Encrypted
from blueprint.stack.settings import StackSettings


@dataclass(frozen=True)
class PlatformSecrets:
    """The secrets of the platform. None: not needed, or to be generated."""

    registry_token: pulumi.Output[str] | None
    billing_registry_token: pulumi.Output[str] | None
    billing_kafka_password: pulumi.Output[str] | None
    redis_password: pulumi.Output[str] | None
    token_signing_secret: pulumi.Output[str] | None
    supervisor_access_key: pulumi.Output[str] | None
    supervisor_secret_key: pulumi.Output[str] | None
    login_client_secrets: Mapping[str, pulumi.Output[str]]
    """Identity provider of the whole server: its client secret."""
    server_secrets: Mapping[str, pulumi.Output[str]]
    """Name in `server.extraSecrets`: the secret."""


@dataclass(frozen=True)
class Secrets:
    """The stack's secrets. A key is None when the environment gives the pair in its place, or it is to be generated."""

    access_key: pulumi.Output[str] | None
    secret_key: pulumi.Output[str] | None
    sso_client_secrets: Mapping[str, pulumi.Output[str]]
    """Tenant: client secret of its identity provider."""
    platform: PlatformSecrets
    """The platform's, of which tenants' workers use some."""


def load(root: Path = Path()) -> StackSettings:
    """Return the settings of the running program's stack; tenant files are `tenants/<stack>/*.yaml` below `root`.

    Raises pulumi.RunError: Pulumi prints its message, one line a problem, without a traceback. What may surprise in a
    chart's version is for `fleet check`: warnings that come with every preview are soon read by nobody.
    """
    stack = pulumi.get_stack()
    try:
        return build(pulumi.get_project(), stack, _config(), root / "tenants" / stack, os.environ)
    except SettingsError as error:
        raise pulumi.RunError(error.report(stack)) from None


def secrets(settings: StackSettings) -> Secrets:
    """Return the secrets that `load` has found to be there, each an Output marked as secret."""
    config = pulumi.Config(NAMESPACE)
    providers = (tenant.slug for tenant in settings.tenants if tenant.login.sso and tenant.login.sso.provider)
    return Secrets(
        access_key=config.get_secret(ACCESS_KEY),
        secret_key=config.get_secret(SECRET_KEY),
        sso_client_secrets={slug: config.require_secret(sso_client_secret(slug)) for slug in providers},
        platform=_platform_secrets(config, settings.platform if settings.makes_platform else None),
    )


def _platform_secrets(config: pulumi.Config, platform: PlatformSettings | None) -> PlatformSecrets:
    server = platform.control_plane.server if platform and platform.control_plane else None
    providers, named = (server.login_providers, server.extra_secrets.values()) if server else ((), ())
    return PlatformSecrets(
        registry_token=config.get_secret(REGISTRY_TOKEN),
        billing_registry_token=config.get_secret(BILLING_REGISTRY_TOKEN),
        billing_kafka_password=config.get_secret(BILLING_KAFKA_PASSWORD),
        redis_password=config.get_secret(REDIS_PASSWORD),
        token_signing_secret=config.get_secret(TOKEN_SIGNING_SECRET),
        supervisor_access_key=config.get_secret(SUPERVISOR_ACCESS_KEY),
        supervisor_secret_key=config.get_secret(SUPERVISOR_SECRET_KEY),
        login_client_secrets={name: config.require_secret(login_client_secret(name)) for name in providers},
        server_secrets={name: config.require_secret(server_secret(name)) for name in named},
    )


def _config() -> dict[str, object]:
    """Return every key of the namespace; Pulumi has no call that lists them, and a misspelt one must not go unseen."""
    known = {**runtime_config.get_config_env(), **runtime_config.CONFIG.get()}
    prefix = f"{NAMESPACE}:"
    values = {key: runtime_config.get_config(key) for key in known if key.startswith(prefix)}
    return {key.removeprefix(prefix): _value(key, value) for key, value in values.items() if value not in (None, "")}


def _value(key: str, value: object) -> object:
    """A secret never leaves here; whether the server would read it is written can be seen nowhere else."""
    if not runtime_config.is_config_secret(key):
        return value
    return ENCRYPTED if survives_hocon(str(value)) else Encrypted.MISREAD
