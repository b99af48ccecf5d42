"""Finds the secret behind each secret setting of the server: the stack's own, or a generated one if that will do."""

from collections.abc import Mapping
from typing import Final

from pulumi import Output, ResourceOptions

from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.secrets import SUPERVISOR_ACCESS_KEY, SUPERVISOR_SECRET_KEY
from blueprint.stack.load import Secrets
from blueprint.values.platform.server_settings import secret_settings
from components.shared.root_credentials import generated

TOKENS: Final = {
    SUPERVISOR_ACCESS_KEY.key: "supervisor-access-key",
    SUPERVISOR_SECRET_KEY.key: "supervisor-secret-key",
}
"""Names of the resources that generate missing secrets; they stand in users' state. Any other secret is required."""


def server_secrets(
    control_plane: ControlPlaneSettings, platform: PlatformSettings, secrets: Secrets, opts: ResourceOptions
) -> Mapping[str, Output[str]]:
    """Return the text that the server reads from each environment variable."""
    generation = control_plane.credentials_generation
    return {
        name: secrets.get(key) or generated(TOKENS[key], opts, generation)
        for name, key in secret_settings(platform).items()
    }
