"""SharedRedis: one Redis with a password in which all agents keep their state (guide, "Shared Redis").

It exists in mode shared only, not in the modes perTenant and external.
"""

from dataclasses import dataclass

import pulumi
from pulumi import Input, Resource, ResourceOptions

from blueprint.catalog.charts import REDIS
from blueprint.settings.platform.redis import RedisSettings
from blueprint.values import names
from blueprint.values.common import redis, secrets
from components.helm.recovery import ReleaseRecovery
from components.helm.release import release
from components.shared.checksum import checksum
from components.shared.guarded_namespace import GuardedNamespace
from components.shared.secret import create_secret


@dataclass(frozen=True, kw_only=True)
class RedisArgs:
    """`password` is secret; `checksum_key` is random and secret."""

    redis: RedisSettings
    namespace: GuardedNamespace
    password: Input[str]
    checksum_key: Input[str]
    recovery: ReleaseRecovery | None


class SharedRedis(pulumi.ComponentResource):
    """One standalone Redis; `release` is its Helm release. Its password is in the Secret `clearml-redis`."""

    release: Resource

    def __init__(self, args: RedisArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:SharedRedis", "redis", None, opts)
        settings = args.redis
        content = {names.REDIS_PASSWORD_KEY: pulumi.Output.secret(args.password)}
        secret = create_secret(
            f"{settings.namespace}/{names.REDIS_CREDENTIALS}",
            secrets.secret(settings.namespace, names.REDIS_CREDENTIALS, content),
            args.namespace.object_options(self),
        )
        self.release = release(
            settings,
            REDIS,
            settings.namespace,
            redis.values(settings, checksum(args.checksum_key, {"password": args.password})),
            args.namespace.release_options(self, secret),
            args.recovery,
        )
        self.register_outputs({})
