"""Platform: everything in the cluster that all tenants share: namespaces, server, Redis, billing and GPU stack."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi import Output, ResourceOptions

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.secrets import BILLING_REGISTRY_TOKEN, REDIS_PASSWORD, REGISTRY_TOKEN
from blueprint.stack.load import Secrets
from blueprint.stack.settings import StackSettings
from components.cluster.clusters import Clusters
from components.cluster.node import ObservedNode
from components.cluster.preflight import OWNER
from components.cluster.provider import command_provider
from components.helm.recovery import ReleaseRecovery
from components.platform.billing import Billing, BillingArgs
from components.platform.control_plane import ControlPlane, ControlPlaneArgs
from components.platform.gpu import GpuArgs, GpuStack
from components.platform.isolation import Isolation
from components.platform.redis import RedisArgs, SharedRedis
from components.platform.server_secrets import root_credentials, server_secrets, supervisor_keys
from components.shared import names
from components.shared.root_credentials import RootCredentials, RootCredentialsArgs, random_secret


@dataclass(frozen=True, kw_only=True)
class PlatformArgs:
    """`nodes` are those that the preflight read; `restores` is how often the MIG mode of a node was restored.

    `owner` is the label value of this stack's namespaces.
    """

    settings: PlatformSettings
    secrets: Secrets
    nodes: Mapping[str, ObservedNode]
    owner: str
    recovery: ReleaseRecovery | None
    restores: Mapping[str, int] = field(default_factory=dict)


class Platform(pulumi.ComponentResource):
    """The platform. A part without settings is None.

    `root` are the server's root credentials, None without a server. `supervisor` is the supervisor's key pair as
    `accessKey` and `secretKey`, None without a supervisor. `checksum_key` is random and secret.
    """

    settings: PlatformSettings
    root: RootCredentials | None = None
    control_plane: ControlPlane | None = None
    supervisor: Mapping[str, Output[str]] | None = None
    redis_password: Output[str] | None = None
    redis: SharedRedis | None = None
    checksum_key: Output[str]
    _gpu: GpuStack | None = None

    def __init__(self, args: PlatformArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:Platform", "platform", None, opts)
        self._args, self.settings = args, args.settings
        self._namespaces = Isolation(args.settings, {OWNER: args.owner}, self._child()).namespaces
        self.checksum_key = random_secret("checksum-key", self._child())
        self._create_redis()
        self._create_billing()
        self._create_control_plane()
        self._create_gpu()
        self.register_outputs({})

    def _create_redis(self) -> None:
        redis = self.settings.redis
        if redis is None or redis.mode != "shared":
            return
        self.redis_password = self._args.secrets.get(REDIS_PASSWORD.key) or random_secret(
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

    def _create_billing(self) -> None:
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

    def _create_control_plane(self) -> None:
        settings, secrets = self.settings.control_plane, self._args.secrets
        if settings is None:
            return
        configured = root_credentials(settings, secrets)
        root = RootCredentialsArgs(configured=configured, generation=settings.credentials_generation)
        self.root = RootCredentials(root, self._child())
        server = server_secrets(settings, self.settings, secrets, self._child())
        self.supervisor = supervisor_keys(self.settings, server)
        args = ControlPlaneArgs(
            platform=self.settings,
            control_plane=settings,
            namespace=self._namespaces["control-plane"],
            registry_token=secrets.get(REGISTRY_TOKEN.key),
            root=self.root.values,
            secret_settings=server,
            checksum_key=self.checksum_key,
            recovery=self._args.recovery,
        )
        self.control_plane = ControlPlane(args, self._child())

    def _create_gpu(self) -> None:
        if self.settings.gpu is None:
            return
        args = GpuArgs(
            platform=self.settings,
            gpu=self.settings.gpu,
            namespaces=self._namespaces,
            boot_ids={name: node.boot_id for name, node in self._args.nodes.items()},
            restores=self._args.restores,
            registry_token=self._args.secrets.get(REGISTRY_TOKEN.key),
            recovery=self._args.recovery,
        )
        self._gpu = GpuStack(args, self._child())

    def create_nodes(self) -> None:
        """Put the GPU nodes into MIG mode; to be called after the tenants are created."""
        if self._gpu is not None:
            self._gpu.create_nodes()

    def _child(self) -> ResourceOptions:
        return ResourceOptions(parent=self)


def create_platform(settings: StackSettings, secrets: Secrets, clusters: Clusters | None) -> Platform | None:
    """Create the platform in its cluster; None if another stack creates it."""
    if settings.platform is None or clusters is None or not settings.makes_platform:
        return None
    home = clusters.home
    gpu = settings.platform.gpu
    present = gpu.model_copy(update={"nodes": home.gpu_nodes}) if gpu else None
    platform = settings.platform.model_copy(update={"cluster": home.settings, "gpu": present})
    args = PlatformArgs(
        settings=platform,
        secrets=secrets,
        nodes=home.nodes,
        restores=home.restores,
        owner=names.owner(),
        recovery=home.recovery,
    )
    command = command_provider(platform)
    providers = [home.provider, clusters.token_provider, *([command] if command else [])]
    return Platform(args, ResourceOptions(providers=providers))
