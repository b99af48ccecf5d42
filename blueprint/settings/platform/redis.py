"""Owns the Redis in which agents keep their suspension and session-port bookkeeping (CLEARML_AGENT_REDIS_…).

Its password is the stack's secret key `clearml:redisPassword`, generated where it is not given.
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
    """Where the image is: Bitnami's versioned ones left docker.io/bitnami in August 2025."""

    registry: RegistryHost = "docker.io"
    """Registry; better a mirror of your own."""
    repository: ImageRepository = "bitnamilegacy/redis"
    """Repository; `bitnamilegacy` is a frozen copy without updates."""
    tag: ImageTag = "7.0.9-debian-11-r1"
    """Tag that belongs to chart 17.8.3."""


class ExternalRedisSettings(Model):
    """A Redis that exists already."""

    host: HostName
    """Host name."""
    port: Annotated[int, WholeExpectation(1, 65535)] = 6379
    """Port."""


class RedisSettings(Model):
    """The agents' Redis."""

    mode: Literal["shared", "perTenant", "external"] = "shared"
    """`shared`: one for all tenants, as in the guide; `perTenant`: each tenant's namespace has its own;
    `external`: `external` names it."""
    external: ExternalRedisSettings | None = None
    """The existing one, for mode external."""
    database: Annotated[int, WholeExpectation(0, 15)] = 0
    """Database number."""
    namespace: OwnNamespace = "redis-shared"
    """Namespace of the shared one."""
    release: ReleaseName = "redis"
    """Its release."""
    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart, Bitnami's `redis`."""
    password_generation: Count = 1
    """Raise it to have a generated password made anew."""
    image: RedisImageSettings = RedisImageSettings()
    """Its image."""

    @model_validator(mode="after")
    def names_the_external_one(self) -> "RedisSettings":
        """External and only external has an address of its own."""
        if (self.mode == "external") != (self.external is not None):
            expected = "external: {host: …}" if self.mode == "external" else "no external: while mode is another"
            raise mismatch(expected, found="nothing" if self.external is None else "an address", at="external")
        return self
