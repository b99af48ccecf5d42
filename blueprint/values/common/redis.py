"""Owns the Helm values of the agents' Redis, shared or a tenant's own (Bitnami's chart `redis`).

The password comes by the name of a Secret only.
"""

from typing import Any

from blueprint.plan.workers.overhead import REDIS_CPU, REDIS_MEMORY
from blueprint.settings.platform.redis import RedisSettings
from blueprint.values.common.merge import overlay
from blueprint.values.names import REDIS_CREDENTIALS, REDIS_PASSWORD_KEY, SECRETS_CHECKSUM


def values(redis: RedisSettings, checksum: Any) -> dict[str, Any]:
    """Return the values; `checksum` (a text, or a Pulumi Output of one) makes a new password restart Redis."""
    generated = {
        # The chart's default is a primary with three replicas and volumes, far too much for some locks and counters.
        "architecture": "standalone",
        "auth": {
            "enabled": True,
            "existingSecret": REDIS_CREDENTIALS,
            "existingSecretPasswordKey": REDIS_PASSWORD_KEY,
        },
        "image": redis.image.model_dump(),
        # Newer charts refuse images from elsewhere than Bitnami's own registry unless told; 17.8.3 ignores it.
        "global": {"security": {"allowInsecureImages": True}},
        "master": {"podAnnotations": {SECRETS_CHECKSUM: checksum}, **_room(redis)},
        # Ours are made before the release and name the tenants; the chart's own would be a second truth.
        "networkPolicy": {"enabled": False},
    }
    return overlay(generated, redis.chart.values)


def _room(redis: RedisSettings) -> dict[str, Any]:
    """In a tenant's namespace it must say what it needs, or it gets what tasks get, and more than the quota has."""
    amounts = {"cpu": REDIS_CPU, "memory": REDIS_MEMORY}
    return {"resources": {"requests": amounts, "limits": dict(amounts)}} if redis.mode == "perTenant" else {}
