"""Collects the server's secrets: its own credentials, and its secret settings.

Those that the configuration leaves out are random, as far as the program may invent them.
"""

from collections.abc import Mapping
from typing import Final

from pulumi import Output, ResourceOptions

from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.secrets import ROOT_CREDENTIAL, SUPERVISOR_ACCESS_KEY, SUPERVISOR_SECRET_KEY
from blueprint.stack.load import Secrets
from blueprint.values.names import ROOT_CREDENTIAL_KEYS, ROOT_SECRETS
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


def root_credentials(control_plane: ControlPlaneSettings, secrets: Secrets) -> Mapping[str, Output[str] | None]:
    """Return the configured value of each key of the server's own Secret; None for one without."""
    keys = dict.fromkeys((*ROOT_CREDENTIAL_KEYS, *control_plane.credential_keys))
    stored = {key: ROOT_SECRETS[key].key if key in ROOT_SECRETS else ROOT_CREDENTIAL.key_of(key) for key in keys}
    return {key: secrets.get(name) for key, name in stored.items()}


def supervisor_keys(platform: PlatformSettings, values: Mapping[str, Output[str]]) -> Mapping[str, Output[str]] | None:
    """Access key and secret key of the supervisor, as `accessKey` and `secretKey`; None without a supervisor.

    `values` are those of `server_secrets`.
    """
    by_key = {key: values[name] for name, key in secret_settings(platform).items()}
    if SUPERVISOR_ACCESS_KEY.key not in by_key:
        return None
    return {"accessKey": by_key[SUPERVISOR_ACCESS_KEY.key], "secretKey": by_key[SUPERVISOR_SECRET_KEY.key]}
