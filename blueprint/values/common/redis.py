"""Helm values of the agents' Redis, shared or per tenant (Bitnami's chart `redis`); they name the password's Secret."""

from typing import Any

from blueprint.plan.workers.overhead import REDIS_CPU, REDIS_MEMORY
from blueprint.settings.platform.redis import RedisSettings
from blueprint.values.common.merge import overlay
from blueprint.values.names import REDIS_CREDENTIALS, REDIS_PASSWORD_KEY, SECRETS_CHECKSUM


def values(redis: RedisSettings, checksum: Any) -> dict[str, Any]:
    """Return the values; `checksum` (a text, or a Pulumi Output of one) makes a new password restart Redis."""
    generated = {
        # The chart's default, a primary with three replicas, is far too much for some locks and counters.
        "architecture": "standalone",
        "auth": {
            "enabled": True,
            "existingSecret": REDIS_CREDENTIALS,
            "existingSecretPasswordKey": REDIS_PASSWORD_KEY,
        },
        "image": redis.image.model_dump(),
        # Newer charts refuse images from other registries than Bitnami's without this; 17.8.3 ignores it.
        "global": {"security": {"allowInsecureImages": True}},
        "master": {"podAnnotations": {SECRETS_CHECKSUM: checksum}, **_resources(redis)},
        # The program creates policies that name the tenants, before the release; the chart's own would add another.
        "networkPolicy": {"enabled": False},
    }
    return overlay(generated, redis.chart.values)


def _resources(redis: RedisSettings) -> dict[str, Any]:
    """In a tenant's namespace a pod without resources gets the defaults of tasks, which may exceed the quota."""
    amounts = {"cpu": REDIS_CPU, "memory": REDIS_MEMORY}
    return {"resources": {"requests": amounts, "limits": dict(amounts)}} if redis.mode == "perTenant" else {}
