"""Finds the secret behind each secret setting of the server: the stack's own, or a generated one where that will do."""

from collections.abc import Mapping

from pulumi import Output, ResourceOptions

from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.stack.load import PlatformSecrets
from blueprint.values.platform.env_var import SecretSource
from blueprint.values.platform.server_settings import secret_settings
from components.shared.root_credentials import generated


def server_secrets(
    control_plane: ControlPlaneSettings, platform: PlatformSettings, secrets: PlatformSecrets, opts: ResourceOptions
) -> Mapping[str, Output[str]]:
    """Environment variable: the text that the server shall read from it."""
    return {
        name: _value(source, secrets, control_plane.credentials_generation, opts)
        for name, source in secret_settings(platform).items()
    }


def _value(source: SecretSource, secrets: PlatformSecrets, generation: int, opts: ResourceOptions) -> Output[str]:
    """Only a supervisor's key pair can be absent here: the settings refuse a stack that lacks any other."""
    found = getattr(secrets, source.field)
    value: Output[str] | None = found if source.key is None else found[source.key]
    return generated(source.field.replace("_", "-"), opts, generation) if value is None else value
