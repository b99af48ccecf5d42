"""SharedRedis: the Redis in which agents keep their bookkeeping, with a password of its own (guide, "Shared Redis").

For the modes perTenant and external nothing is made here.
"""

from dataclasses import dataclass

import pulumi
from pulumi import Input, Resource, ResourceOptions
from pulumi_kubernetes.core.v1 import Secret

from blueprint.catalog.charts import REDIS
from blueprint.settings.platform.redis import RedisSettings
from blueprint.values import names
from blueprint.values.common import redis
from components.helm.recovery import ReleaseRecovery
from components.helm.release import release
from components.shared.checksum import checksum
from components.shared.guarded_namespace import GuardedNamespace


@dataclass(frozen=True, kw_only=True)
class RedisArgs:
    """`password` is given or generated, and secret; `checksum_key` is random."""

    redis: RedisSettings
    namespace: GuardedNamespace
    password: Input[str]
    checksum_key: Input[str]
    recovery: ReleaseRecovery | None


class SharedRedis(pulumi.ComponentResource):
    """One standalone Redis; `release` is its Helm release. Its password is in the Secret `clearml-redis` beside it."""

    release: Resource

    def __init__(self, args: RedisArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:SharedRedis", "redis", None, opts)
        settings = args.redis
        secret = Secret(
            f"{settings.namespace}/{names.REDIS_CREDENTIALS}",
            metadata={"name": names.REDIS_CREDENTIALS, "namespace": settings.namespace, "labels": names.MANAGED_BY},
            string_data={names.REDIS_PASSWORD_KEY: pulumi.Output.secret(args.password)},
            opts=args.namespace.object_options(self),
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
