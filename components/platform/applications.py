"""Applications: uploads the vendor's GUI applications, once per archive (guide, "Application Installation").

An upload cannot be reverted: `pulumi destroy` removes only the record of it from the state.
"""

from dataclasses import dataclass

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_command.local import Command, Logging

from blueprint.settings.platform.applications import ApplicationsSettings
from components.shared.connection import KeyPairInputs


@dataclass(frozen=True, kw_only=True)
class ApplicationsArgs:
    """`server` identifies the server, as namespace and release; another server triggers another upload.

    `host` is the API's address; `keys` is the server's root key pair, absent if it comes from the environment.
    """

    applications: ApplicationsSettings
    server: str
    host: str
    keys: KeyPairInputs


class Applications(pulumi.ComponentResource):
    """The upload of one archive."""

    def __init__(self, args: ApplicationsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:Applications", "applications", None, opts)
        settings = args.applications
        environment: dict[str, Input[str]] = {
            "APPS_ARCHIVE": str(settings.archive),
            "APPS_SHA256": settings.sha256,
            "APPS_HOST": args.host,
            **_keys(args.keys),
            "APPS_COMMAND_LINE": settings.command_line,
            "APPS_TIMEOUT": str(settings.timeout_seconds),
        }
        Command(
            "applications",
            create="python3 -m commands.upload_applications",
            # A changed path, host or key does not upload the same archive again.
            update=":",
            triggers=[settings.sha256, args.server],
            environment=environment,
            add_previous_output_in_env=False,
            logging=Logging.NONE,
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({})


def _keys(keys: KeyPairInputs) -> dict[str, Input[str]]:
    pair = {"APPS_ACCESS_KEY": keys.access_key, "APPS_SECRET_KEY": keys.secret_key}
    return {variable: Output.secret(key) for variable, key in pair.items() if key is not None}
