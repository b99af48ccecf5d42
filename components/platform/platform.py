"""Platform: everything above the tenants that lives in the cluster. Composes its parts and makes nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi import Output, ResourceOptions

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.secrets import BILLING_REGISTRY_TOKEN, REDIS_PASSWORD, REGISTRY_TOKEN
from blueprint.stack.load import Secrets
from blueprint.stack.settings import StackSettings
from blueprint.values.names import ROOT_SECRETS
from components.cluster.preflight import OWNER, ObservedNode
from components.cluster.provider import command_provider
from components.cluster.reach import Clusters
from components.helm.recovery import ReleaseRecovery
from components.platform.billing import Billing, BillingArgs
from components.platform.control_plane import ControlPlane, ControlPlaneArgs
from components.platform.gpu import GpuArgs, GpuStack
from components.platform.isolation import Isolation
from components.platform.redis import RedisArgs, SharedRedis
from components.platform.server_secrets import server_secrets
from components.shared import names
from components.shared.root_credentials import RootCredentials, RootCredentialsArgs, generated


@dataclass(frozen=True, kw_only=True)
class PlatformArgs:
    """`nodes` are the cluster's, as the preflight found them; `owner` names this stack on its namespaces."""

    settings: PlatformSettings
    secrets: Secrets
    nodes: Mapping[str, ObservedNode]
    owner: str
    recovery: ReleaseRecovery | None


class Platform(pulumi.ComponentResource):
    """The platform. A part that the settings do not name is None.

    `root` are the server's root credentials; None where the server is not made here. `checksum_key` is random.
    """

    settings: PlatformSettings
    root: RootCredentials | None = None
    control_plane: ControlPlane | None = None
    redis_password: Output[str] | None = None
    redis: SharedRedis | None = None
    checksum_key: Output[str]

    def __init__(self, args: PlatformArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:Platform", "platform", None, opts)
        self._args, self.settings = args, args.settings
        self._namespaces = Isolation(args.settings, {OWNER: args.owner}, self._child()).namespaces
        self.checksum_key = generated("checksum-key", self._child())
        self._make_redis()
        self._make_billing()
        self._make_control_plane()
        self._make_gpu()
        self.register_outputs({})

    def _make_redis(self) -> None:
        redis = self.settings.redis
        if redis is None or redis.mode != "shared":
            return
        self.redis_password = self._args.secrets.get(REDIS_PASSWORD.key) or generated(
            "redis-password", self._child(), redis.password_generation
        )
        namespace = self._namespaces["redis"]
        args = RedisArgs(
            redis=redis,
            namespace=namespace,
            password=self.redis_password,
            checksum_key=self.checksum_key,
            recovery=self._args.recovery,
        )
        self.redis = SharedRedis(args, self._child())

    def _make_billing(self) -> None:
        billing = self.settings.billing
        if billing.mode != "chart":
            return
        args = BillingArgs(
            billing=billing,
            registry=self.settings.registry,
            namespace=self._namespaces["billing"],
            registry_token=self._args.secrets.get(BILLING_REGISTRY_TOKEN.key),
            recovery=self._args.recovery,
        )
        Billing(args, self._child())

    def _make_control_plane(self) -> None:
        wanted, secrets = self.settings.control_plane, self._args.secrets
        if wanted is None:
            return
        given = {key: secrets.get(secret.key) for key, secret in ROOT_SECRETS.items()}
        root = RootCredentialsArgs(given=given, generation=wanted.credentials_generation)
        self.root = RootCredentials(root, self._child())
        args = ControlPlaneArgs(
            platform=self.settings,
            control_plane=wanted,
            namespace=self._namespaces["control-plane"],
            registry_token=secrets.get(REGISTRY_TOKEN.key),
            root=self.root.values,
            secret_settings=server_secrets(wanted, self.settings, secrets, self._child()),
            checksum_key=self.checksum_key,
            recovery=self._args.recovery,
        )
        self.control_plane = ControlPlane(args, self._child())

    def _make_gpu(self) -> None:
        if self.settings.gpu is None:
            return
        args = GpuArgs(
            platform=self.settings,
            gpu=self.settings.gpu,
            namespaces=self._namespaces,
            boot_ids={name: node.boot_id for name, node in self._args.nodes.items()},
            registry_token=self._args.secrets.get(REGISTRY_TOKEN.key),
            recovery=self._args.recovery,
        )
        GpuStack(args, self._child())

    def _child(self) -> ResourceOptions:
        return ResourceOptions(parent=self)


def make_platform(settings: StackSettings, secrets: Secrets, clusters: Clusters | None) -> Platform | None:
    """Make the platform in its cluster; None where the stack makes none."""
    if settings.platform is None or clusters is None or not settings.makes_platform:
        return None
    home = clusters.home
    wanted = settings.platform.model_copy(update={"cluster": home.settings})
    args = PlatformArgs(settings=wanted, secrets=secrets, nodes=home.nodes, owner=names.owner(), recovery=home.recovery)
    command = command_provider(wanted)
    providers = [home.provider, clusters.generated, *([command] if command else [])]
    return Platform(args, ResourceOptions(providers=providers))
