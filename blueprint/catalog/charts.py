"""Owns where each chart of the platform comes from, and which of its versions surprise, as data.

The vendor's charts are closed: coordinates are those of its install pages (OCI since 2025-12) and of its guide of
2025-04; versions of closed charts are for the stack to name. The traps are short readings of the charts' release
notes. It must not know a stack's settings.
"""

import re
from dataclasses import dataclass
from typing import Final

VENDOR_REGISTRY: Final = "oci://docker.io/clearml"


@dataclass(frozen=True)
class KnownChart:
    """A chart and its usual coordinates."""

    name: str
    """The name in its Chart.yaml."""
    reference: str | None
    """What Helm is given; None for a chart that exists as an archive only."""
    guide: str | None = None
    """The guide's form, `alias/name`; it needs `helm repo add` with the vendor's token first."""
    repository: str | None = None
    """URL of a public classic repository; the reference is then the bare name."""
    version: str | None = None
    """Pinned version of a public chart; closed charts have none here."""


def _vendor(name: str, guide: str | None = None) -> KnownChart:
    return KnownChart(name, f"{VENDOR_REGISTRY}/{name}", guide or f"allegroai-enterprise/{name}")


CLEARML_ENTERPRISE: Final = _vendor("clearml-enterprise")
AGENT: Final = _vendor("clearml-enterprise-agent")
GATEWAY: Final = _vendor(
    "clearml-enterprise-app-gateway", "allegroai-enterprise/clearml-enterprise-task-traffic-router"
)
CDMO: Final = _vendor("clearml-dynamic-mig-operator")
BILLING: Final = KnownChart("clearml-billing", None)
GPU_OPERATOR: Final = KnownChart(
    "gpu-operator", "gpu-operator", "nvidia/gpu-operator", "https://nvidia.github.io/gpu-operator", "v25.10.1"
)
REDIS: Final = KnownChart("redis", "redis", "bitnami/redis", "https://charts.bitnami.com/bitnami", "17.8.3")

CHARTS: Final = {
    chart.name: chart for chart in (CLEARML_ENTERPRISE, AGENT, GATEWAY, CDMO, BILLING, GPU_OPERATOR, REDIS)
}
"""Name: chart."""


@dataclass(frozen=True)
class Trap:
    """What surprises in versions of a chart: `since` counts, `until` does not; None leaves that end open."""

    chart: KnownChart
    since: str | None
    until: str | None
    text: str


TRAPS: Final = (
    Trap(
        CLEARML_ENTERPRISE, None, "10.7.6", "installs on Kubernetes below 1.32 only; the upper bound went with 10.7.6"
    ),
    Trap(
        CLEARML_ENTERPRISE,
        None,
        "10.8.3",
        "its Bitnami subcharts name images that left docker.io/bitnami in August 2025",
    ),
    Trap(
        CLEARML_ENTERPRISE,
        None,
        "10.9.0",
        "has MongoDB, Elasticsearch and Redis without passwords; keep the network policies on",
    ),
    Trap(
        CLEARML_ENTERPRISE,
        "10.9.0",
        None,
        "its databases still have no passwords unless its values ask for them; keep the network policies on",
    ),
    Trap(
        CLEARML_ENTERPRISE,
        None,
        "10.11.7",
        "brings Bitnami's MongoDB; going to 10.11.7 or later is a scripted migration of the vendor",
    ),
    Trap(
        CLEARML_ENTERPRISE,
        "10.11.7",
        None,
        "brings MongoDB's operator: its CRDs must be applied first, in the version that the chart's notes name",
    ),
    Trap(
        CLEARML_ENTERPRISE,
        "10.9.0",
        "10.12.5",
        "makes its Secret clearml-conf although clearml.existingSecret is set; it is not used then",
    ),
    Trap(CLEARML_ENTERPRISE, None, "10.12.7", "cuts no names for CronJobs: keep release and fullname short"),
    Trap(
        CLEARML_ENTERPRISE,
        "11.0.0",
        None,
        "runs without root (user 65532): volumes of an older file server need their owner changed",
    ),
    Trap(
        GPU_OPERATOR,
        "v25.10.0",
        None,
        "uses CDI unless told: DEVICE_LIST_STRATEGY among the device plugin's values decides, and ours is set",
    ),
    Trap(REDIS, None, "20.0.0", "names images that left docker.io/bitnami: redis.image says where they are now"),
    Trap(
        REDIS,
        "20.4.0",
        None,
        "is listed with an oci:// address in its classic repository, which Helm cannot follow: name it by oci://",
    ),
    Trap(AGENT, None, "6.9.5", "installs on Kubernetes below 1.32 only; the upper bound went with 6.9.5"),
    Trap(
        AGENT,
        None,
        "6.9.6",
        "gives tasks' pods the agent's own account, with which a tenant's code reads every Secret of its namespace",
    ),
    Trap(AGENT, "6.12.3", None, "runs without root: an agent.imageTag before 1.31-2.0.10-419 must go"),
    Trap(
        AGENT,
        None,
        "6.13.9",
        "names its ClusterRole without the namespace: with values that ask for one, the second tenant's agent fails",
    ),
    Trap(
        GATEWAY,
        None,
        None,
        "asks for apiKey and apiSecret on its install page: where it fails without, set gateway.credentials: apiKey",
    ),
    Trap(GATEWAY, None, "2.0.3", "installs on Kubernetes below 1.32 only; the upper bound went with 2.0.3"),
    Trap(GATEWAY, None, "2.0.5", "cannot serve a server from 3.25 on"),
    Trap(
        GATEWAY, None, "2.1.2", "knows no fullnameOverride: gateway.fullname must say what its names begin with anyway"
    ),
    Trap(GATEWAY, None, "3.0.0", "says tcpSession where streamSession is set: gateway.chart.values must say it so"),
    Trap(GATEWAY, "3.0.0", None, "makes a network policy of its own, and what that one opens is open beside ours"),
)
"""Known traps, chart by chart."""


def traps(chart: KnownChart, version: str) -> tuple[str, ...]:
    """Return the texts of the traps of one version."""
    found = (trap for trap in TRAPS if trap.chart.name == chart.name and _within(version, trap))
    return tuple(trap.text for trap in found)


def _within(version: str, trap: Trap) -> bool:
    number = _number(version)
    return (trap.since is None or _number(trap.since) <= number) and (
        trap.until is None or number < _number(trap.until)
    )


def _number(version: str) -> tuple[int, ...]:
    """Major, minor and patch; a pre-release counts as its release."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
