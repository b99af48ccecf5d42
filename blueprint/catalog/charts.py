"""Coordinates of the platform's charts.

The vendor's charts are closed. Their coordinates come from the vendor's install pages (OCI since 2025-12) and from its
guide of 2025-04; their versions are set per stack.
"""

import re
from dataclasses import dataclass
from typing import Final

VENDOR_REGISTRY: Final = "oci://docker.io/clearml"


@dataclass(frozen=True)
class CatalogChart:
    """A chart and its default coordinates."""

    name: str
    """Chart name, as in Chart.yaml."""
    reference: str | None
    """Chart reference as Helm takes it; None for a chart that is distributed only as an archive."""
    guide: str | None = None
    """Reference used in the vendor's guide, `alias/name`; requires `helm repo add` with the vendor's token."""
    repository: str | None = None
    """URL of a public classic repository; `reference` is then the bare chart name."""
    version: str | None = None
    """Pinned version of a public chart; None for closed charts."""
    stateful: bool = False
    """Whether it runs databases, so that an older revision must not be put over data that a newer one has migrated."""


def _vendor(name: str, guide: str | None = None, *, stateful: bool = False) -> CatalogChart:
    reference = f"{VENDOR_REGISTRY}/{name}"
    return CatalogChart(name, reference, guide or f"allegroai-enterprise/{name}", stateful=stateful)


CLEARML_ENTERPRISE: Final = _vendor("clearml-enterprise", stateful=True)
AGENT: Final = _vendor("clearml-enterprise-agent")
GATEWAY: Final = _vendor(
    "clearml-enterprise-app-gateway", "allegroai-enterprise/clearml-enterprise-task-traffic-router"
)
CDMO: Final = _vendor("clearml-dynamic-mig-operator")
BILLING: Final = CatalogChart("clearml-billing", None, stateful=True)
GPU_OPERATOR: Final = CatalogChart(
    "gpu-operator", "gpu-operator", "nvidia/gpu-operator", "https://nvidia.github.io/gpu-operator", "v25.10.1"
)
REDIS: Final = CatalogChart(
    "redis", "redis", "bitnami/redis", "https://charts.bitnami.com/bitnami", "17.8.3", stateful=True
)

CHARTS: Final = {
    chart.name: chart for chart in (CLEARML_ENTERPRISE, AGENT, GATEWAY, CDMO, BILLING, GPU_OPERATOR, REDIS)
}
"""Chart name: chart."""


def version_number(version: str) -> tuple[int, ...]:
    """Major, minor and patch; a pre-release counts as its release."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
