"""The platform as exported to other stacks: addresses, namespaces, versions, GPU offers; no secrets.

The data is plain JSON; its fields are part of exports contract v1 (docs/exports.md).
"""

from typing import Any

from blueprint.catalog.charts import BILLING, CDMO, CLEARML_ENTERPRISE, GPU_OPERATOR, REDIS
from blueprint.plan.charts.coordinates import coordinates
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.settings.words.gpu import fraction_text
from blueprint.values.names import PORTS, REDIS_PORT, RedisNames, ServerNames
from blueprint.values.platform.namespaces import platform_namespaces


def outline(platform: PlatformSettings) -> dict[str, Any]:
    """Return the platform's part of the output `platform`; a missing part has no entry."""
    namespaces = {part: manifest["metadata"]["name"] for part, manifest in platform_namespaces(platform).items()}
    return {
        "cluster": platform.cluster.identifier or platform.cluster.context,
        "namespaces": namespaces,
        "versions": _versions(platform),
        **({} if platform.control_plane is None else _server(ServerNames.of(platform.control_plane))),
        **({} if platform.redis is None else {"redis": _redis(platform.redis)}),
        **({} if platform.gpu is None else {"gpu": _gpu(platform.gpu)}),
        "billing": platform.billing.mode,
    }


def _server(names: ServerNames) -> dict[str, Any]:
    return {
        "appUrl": names.app_url,
        "filesUrl": names.files_url,
        "cookieDomain": names.cookie_domain,
        "services": {part: names.service_url(part) for part in PORTS},
    }


def _redis(redis: RedisSettings) -> dict[str, Any]:
    """Return the address of the agents' Redis; in mode perTenant it differs between tenants and is left out."""
    if redis.mode == "perTenant":
        return {"mode": redis.mode, "database": redis.database}
    external = redis.external
    host, port = (external.host, external.port) if external else (RedisNames.of(redis).host, REDIS_PORT)
    return {"mode": redis.mode, "host": host, "port": port, "database": redis.database}


def _gpu(gpu: GpuSettings) -> dict[str, Any]:
    """Return the card of each node, and by card and fraction the resource that a pod requests."""
    offers = {card: {fraction_text(one): _resource(gpu, card, one) for one in gpu.fractions} for card in gpu.cards}
    return {"nodes": {name: node.card for name, node in gpu.nodes.items()}, "profiles": offers}


def _resource(gpu: GpuSettings, card: str, fraction: float) -> str | None:
    profile = gpu.profile(card, fraction)
    return None if profile is None else profile.resource


def _versions(platform: PlatformSettings) -> dict[str, str]:
    server, gpu, redis, billing = platform.control_plane, platform.gpu, platform.redis, platform.billing
    charts = {
        CLEARML_ENTERPRISE: server.chart if server else None,
        GPU_OPERATOR: gpu.operator.chart if gpu and gpu.operator else None,
        CDMO: gpu.cdmo.chart if gpu and gpu.cdmo else None,
        REDIS: redis.chart if redis and redis.mode == "shared" else None,
        BILLING: billing.chart if billing.mode == "chart" else None,
    }
    archives = {BILLING: billing.archive}
    return {
        entry.name: coordinates(chart, entry, archives.get(entry)).version
        for entry, chart in charts.items()
        if chart is not None
    }
