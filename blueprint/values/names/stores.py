"""Names of the stores beside the server: the agents' Redis, and the billing chart's Kafka and Redis.

All are Bitnami's charts, alone or as subcharts; the names follow those charts.
"""

from dataclasses import dataclass
from typing import Final

from blueprint.catalog.charts import REDIS
from blueprint.settings.platform.billing import BillingSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.values.names.helm import fullname

KAFKA_PORT: Final = 9092
REDIS_PORT: Final = 6379
REDIS_PODS: Final = {"app.kubernetes.io/name": REDIS.name}
"""Label of the pods of Bitnami's Redis."""


@dataclass(frozen=True)
class RedisNames:
    """Names of the shared Redis (Bitnami's chart)."""

    fullname: str
    namespace: str

    @classmethod
    def of(cls, redis: RedisSettings) -> "RedisNames":
        """Derive the names from the settings."""
        return cls(fullname(redis.release, REDIS.name), redis.namespace)

    @property
    def service(self) -> str:
        """Name of the Service that takes writes."""
        return f"{self.fullname}-master"

    @property
    def host(self) -> str:
        """DNS name of the Service within the cluster, such as redis-master.redis-shared."""
        return f"{self.service}.{self.namespace}"


@dataclass(frozen=True)
class BillingNames:
    """Names within the billing chart: Bitnami's Kafka and Redis as its subcharts."""

    release: str
    namespace: str

    @classmethod
    def of(cls, billing: BillingSettings) -> "BillingNames":
        """Derive the names from the settings."""
        return cls(billing.release, billing.namespace)

    @property
    def kafka_host(self) -> str:
        """Kafka's DNS name within the cluster, such as clearml-billing-kafka.clearml-billing."""
        return f"{fullname(self.release, 'kafka')}.{self.namespace}"

    @property
    def redis_host(self) -> str:
        """Redis' DNS name within the cluster, such as clearml-billing-redis-master.clearml-billing."""
        return f"{fullname(self.release, 'redis')}-master.{self.namespace}"
