"""Collects the values of the server's secret settings: from the configuration, or random for the supervisor's keys."""

from collections.abc import Mapping
from typing import Final

from pulumi import Output, ResourceOptions

from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.secrets import SUPERVISOR_ACCESS_KEY, SUPERVISOR_SECRET_KEY
from blueprint.stack.load import Secrets
from blueprint.values.platform.server_settings import secret_settings
from components.shared.root_credentials import random_secret

TOKENS: Final = {
    SUPERVISOR_ACCESS_KEY.key: "supervisor-access-key",
    SUPERVISOR_SECRET_KEY.key: "supervisor-secret-key",
}
"""Resource names of the secrets that are random if missing; they are in users' state. Other secrets are required."""


def server_secrets(
    control_plane: ControlPlaneSettings, platform: PlatformSettings, secrets: Secrets, opts: ResourceOptions
) -> Mapping[str, Output[str]]:
    """Return the value of each environment variable that holds a secret."""
    generation = control_plane.credentials_generation
    return {
        name: secrets.get(key) or random_secret(TOKENS[key], opts, generation)
        for name, key in secret_settings(platform).items()
    }


def supervisor_keys(platform: PlatformSettings, values: Mapping[str, Output[str]]) -> Mapping[str, Output[str]] | None:
    """Access key and secret key of the supervisor, as `accessKey` and `secretKey`; None without a supervisor.

    `values` are those of `server_secrets`.
    """
    by_key = {key: values[name] for name, key in secret_settings(platform).items()}
    if SUPERVISOR_ACCESS_KEY.key not in by_key:
        return None
    return {"accessKey": by_key[SUPERVISOR_ACCESS_KEY.key], "secretKey": by_key[SUPERVISOR_SECRET_KEY.key]}
