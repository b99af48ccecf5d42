"""ControlPlane: the ClearML server as one Helm release, with root credentials and secret settings in Secrets.

Helm's values contain no secret: the chart reads `clearml.existingSecret`, pods read `secretKeyRef` and a pull secret
(guide, "Install ClearML Chart").
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_kubernetes.core.v1 import Secret

from blueprint.catalog.charts import CLEARML_ENTERPRISE
from blueprint.plan.charts.coordinates import coordinates
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values import names
from blueprint.values.common.secrets import secret
from blueprint.values.platform import clearml_enterprise
from blueprint.values.platform.hocon import encode
from components.helm.backup import require_backup
from components.helm.recovery import ReleaseRecovery
from components.helm.release import release
from components.shared.checksum import checksum
from components.shared.guarded_namespace import GuardedNamespace
from components.shared.pull_secret import pull_secret
from components.shared.secret import create_secret


@dataclass(frozen=True, kw_only=True)
class ControlPlaneArgs:
    """`root` maps each key of the chart's `clearml.existingSecret` to its value; `secret_settings` maps environment
    variables of the server to their values."""

    platform: PlatformSettings
    control_plane: ControlPlaneSettings
    namespace: GuardedNamespace
    registry_token: Input[str] | None
    root: Mapping[str, Input[str]]
    secret_settings: Mapping[str, Input[str]]
    checksum_key: Input[str]
    recovery: ReleaseRecovery | None


class ControlPlane(pulumi.ComponentResource):
    """The server. `release` is its Helm release; `revision` changes with every change of the server."""

    release: Resource
    revision: Output[str]

    def __init__(self, args: ControlPlaneArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:ControlPlane", "control-plane", None, opts)
        self._args = args
        settings = args.control_plane
        encoded = {name: Output.secret(text).apply(encode) for name, text in args.secret_settings.items()}
        root = {key: Output.secret(value) for key, value in args.root.items()}
        secrets = [
            *(self._create_pull_secret(name) for name in (names.REGISTRY, names.REGISTRY_LISTED)),
            self._create_secret(names.ROOT_CREDENTIALS, root),
            *([self._create_secret(names.SERVER_SETTINGS, encoded)] if encoded else []),
        ]
        version = coordinates(settings.chart, CLEARML_ENTERPRISE).version
        guards = require_backup(f"{settings.namespace}/{settings.release}", version, settings.backup_taken_for)
        server = release(
            settings,
            CLEARML_ENTERPRISE,
            settings.namespace,
            clearml_enterprise.values(args.platform, checksum(args.checksum_key, root | encoded)),
            ResourceOptions.merge(
                args.namespace.release_options(self, *secrets),
                ResourceOptions(protect=settings.deletion == "protect", hooks=guards),
            ),
            args.recovery,
        )
        self.release, self.revision = server, server.status.revision.apply(str)
        self.register_outputs({})

    def _create_pull_secret(self, name: str) -> Secret:
        args, inside = self._args, self._args.namespace.object_options(self)
        return pull_secret(args.control_plane.namespace, args.platform.registry, args.registry_token, inside, name=name)

    def _create_secret(self, name: str, content: Mapping[str, Input[str]]) -> Secret:
        namespace = self._args.control_plane.namespace
        manifest = secret(namespace, name, content)
        return create_secret(f"{namespace}/{name}", manifest, self._args.namespace.object_options(self))
