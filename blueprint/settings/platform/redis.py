"""Settings of the Redis in which agents keep track of suspension and session ports (CLEARML_AGENT_REDIS_…).

The password is the stack's secret `clearml:redisPassword`, or generated.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from blueprint.settings.checking.expect import WholeExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.words.images import ImageRepository, ImageTag
from blueprint.settings.words.kubernetes import HostName, OwnNamespace, RegistryHost, ReleaseName
from blueprint.settings.words.names import Count


class RedisImageSettings(Model):
    """Image of the shared Redis. Bitnami's versioned images were removed from docker.io/bitnami in August 2025."""

    registry: RegistryHost = "docker.io"
    """Registry of the Redis image, preferably your own mirror."""
    repository: ImageRepository = "bitnamilegacy/redis"
    """Repository of the Redis image; `bitnamilegacy` is a frozen copy without updates."""
    tag: ImageTag = "7.0.9-debian-11-r1"
    """Tag of the Redis image; the default belongs to chart 17.8.3."""


class ExternalRedisSettings(Model):
    """An existing Redis."""

    host: HostName
    """Host name or address of the existing Redis."""
    port: Annotated[int, WholeExpectation(1, 65535)] = 6379
    """Port of the existing Redis."""


class RedisSettings(Model):
    """The agents' Redis, for agents that keep suspension and session ports there (guide of 2025-04). Without this
    section there is none, as in the vendor's newest pages."""

    mode: Literal["shared", "perTenant", "external"] = "shared"
    """`shared`: one Redis with one password for all tenants, as in the guide; `perTenant`: one Redis in each tenant's
    namespace, with a password of its own; `external`: the existing Redis at `redis.external`."""
    external: ExternalRedisSettings | None = None
    """Address of an existing Redis, for mode `external`."""
    database: Annotated[int, WholeExpectation(0, 15)] = 0
    """Database number in Redis."""
    namespace: OwnNamespace = "redis-shared"
    """Namespace of the shared Redis."""
    release: ReleaseName = "redis"
    """Helm release of Redis."""
    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart `redis` by Bitnami."""
    password_generation: Count = 1
    """Increase it to replace a generated Redis password."""
    image: RedisImageSettings = RedisImageSettings()
    """Image of Redis."""

    @model_validator(mode="after")
    def match_address_and_mode(self) -> "RedisSettings":
        """Require an address in mode `external`, and refuse it in other modes."""
        if (self.mode == "external") != (self.external is not None):
            expected = "external: {host: …}" if self.mode == "external" else "mode: external, or no such key"
            raise mismatch(expected, found="nothing" if self.external is None else "an address", at="external")
        return self
