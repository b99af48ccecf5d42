"""Owns the one line in which a stack's platform is described."""

from collections.abc import Iterator

from catalog.charts import BILLING, CDMO, CLEARML_ENTERPRISE, GPU_OPERATOR, KnownChart
from settings.platform import Platform
from settings.platform_charts import versions


def platform_line(platform: Platform) -> str:
    """Say in which cluster the platform lives and which parts it has, with their charts' versions."""
    parts = list(_parts(platform, versions(platform)))
    return f"Platform in context {platform.cluster.context}: {', '.join(parts) if parts else 'no parts'}."


def _parts(platform: Platform, version: dict[KnownChart, str]) -> Iterator[str]:
    gpu, redis, billing = platform.gpu, platform.redis, platform.billing
    if platform.control_plane is not None:
        yield f"ClearML server {version[CLEARML_ENTERPRISE]} at {platform.control_plane.base_domain}"
    if GPU_OPERATOR in version:
        yield f"GPU operator {version[GPU_OPERATOR]}"
    if CDMO in version:
        yield f"dynamic MIG {version[CDMO]}"
    if gpu is not None and gpu.nodes:
        count = len(gpu.nodes)
        yield f"{count} GPU node{'' if count == 1 else 's'}"
    if redis is not None:
        yield f"Redis {redis.mode}"
    if billing.mode != "none":
        yield f"billing chart {version[BILLING]}" if billing.mode == "chart" else "metering"
    if platform.applications is not None:
        yield "GUI applications"
    if not platform.isolation.enabled:
        yield "no network policies"
