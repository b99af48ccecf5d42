"""Applications: the vendor's GUI applications, uploaded once for each archive (guide, "Application Installation").

An upload cannot be taken back; what `pulumi destroy` removes is only the memory that it was done.
"""

from dataclasses import dataclass

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_command.local import Command, Logging

from blueprint.settings.platform.applications import ApplicationsSettings
from components.shared.connection import KeyPairInputs


@dataclass(frozen=True, kw_only=True)
class ApplicationsArgs:
    """`server` is who gets them, as namespace and release; another one gets them anew.

    `host` is the API's address; `keys` the server's root key pair, absent where the environment gives it.
    """

    applications: ApplicationsSettings
    server: str
    host: str
    keys: KeyPairInputs


class Applications(pulumi.ComponentResource):
    """The uploaded archive."""

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
            # Another path, host or key is no reason to upload the same archive again.
            update=":",
            triggers=[settings.sha256, args.server],
            environment=environment,
            add_previous_output_in_env=False,
            logging=Logging.NONE,
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({})


def _keys(keys: KeyPairInputs) -> dict[str, Input[str]]:
    given = {"APPS_ACCESS_KEY": keys.access_key, "APPS_SECRET_KEY": keys.secret_key}
    return {variable: Output.secret(key) for variable, key in given.items() if key is not None}
