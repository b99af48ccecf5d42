"""Summarises a stack's platform in one line."""

from collections.abc import Iterator

from blueprint.catalog.charts import AGENT, BILLING, CDMO, CLEARML_ENTERPRISE, GATEWAY, GPU_OPERATOR, CatalogChart
from blueprint.plan.charts.selection import versions
from blueprint.settings.platform.platform import PlatformSettings


def platform_line(platform: PlatformSettings) -> str:
    """Return the platform's cluster and parts, with the versions of their charts."""
    version = versions(platform)
    parts = [*_parts(platform, version), *_workers(platform, version)]
    subject = "Platform" if platform.made_here else "Platform of another stack"
    return f"{subject} in context {platform.cluster.context}: {', '.join(parts) if parts else 'no parts'}."


def _parts(platform: PlatformSettings, version: dict[CatalogChart, str]) -> Iterator[str]:
    gpu, redis, billing = platform.gpu, platform.redis, platform.billing
    if platform.control_plane is not None:
        # If another stack makes the server, only that stack has its version.
        server = " ".join(("ClearML server", *filter(None, (version.get(CLEARML_ENTERPRISE),))))
        yield f"{server} at {platform.control_plane.base_domain}"
    if GPU_OPERATOR in version:
        yield f"GPU operator {version[GPU_OPERATOR]}"
    if CDMO in version:
        yield f"dynamic MIG {version[CDMO]}"
    if gpu is not None and gpu.nodes:
        yield _count(len(gpu.nodes), "GPU node")
    if gpu is not None and gpu.pools:
        yield _count(len(gpu.pools), "GPU pool")
    if redis is not None:
        yield f"Redis {redis.mode}"
    if billing.mode != "none":
        yield f"billing chart {version[BILLING]}" if billing.mode == "chart" else "metering"
    if platform.applications is not None:
        yield "GUI applications"
    if not platform.isolation.enabled:
        yield "no network policies"


def _workers(platform: PlatformSettings, version: dict[CatalogChart, str]) -> Iterator[str]:
    if AGENT in version:
        yield f"agents {version[AGENT]}"
    if GATEWAY in version:
        yield f"gateways {version[GATEWAY]}"
    if platform.clusters:
        yield _count(len(platform.clusters), "further cluster")
    if platform.workers is not None:
        yield f"tenants' egress {_lock(platform, platform.workers.egress.locked)}"


def _lock(platform: PlatformSettings, locked: bool) -> str:
    if not locked or not platform.isolation.enabled:
        return "open"
    kinds = {cluster.network_policies for cluster in (platform.cluster, *platform.clusters.values())}
    return f"locked (networkPolicies: {', '.join(sorted(kinds))})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
