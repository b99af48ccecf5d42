"""Version-specific pitfalls of the charts, each with its source.

The vendor's charts are closed: their release notes and pages are at clear.ml/docs (github.com/clearml/clearml-docs).
"""

from dataclasses import dataclass
from typing import Final, NewType

from blueprint.catalog.charts import (
    AGENT,
    CLEARML_ENTERPRISE,
    GATEWAY,
    GPU_OPERATOR,
    REDIS,
    CatalogChart,
    version_number,
)

Source = NewType("Source", str)
"""Where a pitfall is described; for documentation only."""


@dataclass(frozen=True)
class Trap:
    """A pitfall in a range of chart versions: `since` is included, `until` is not; None leaves that end open."""

    chart: CatalogChart
    since: str | None
    until: str | None
    text: str
    source: Source
    """Where the pitfall is described: release notes of the chart by version, a page of the vendor, or an issue."""


_NOTES: Final = Source("release notes")
TRAPS: Final = (
    Trap(
        CLEARML_ENTERPRISE,
        None,
        "10.7.6",
        "installs only on Kubernetes below 1.32; 10.7.6 removed the upper bound",
        Source(f"{_NOTES} 10.7.6"),
    ),
    Trap(
        CLEARML_ENTERPRISE,
        None,
        "10.8.3",
        "has Bitnami subcharts whose images were removed from docker.io/bitnami in August 2025",
        Source(f"{_NOTES} 10.8.3"),
    ),
    Trap(
        CLEARML_ENTERPRISE,
        None,
        "10.8.17",
        "does not hand image credentials from the settings on to the applications' agent: its images may not be pulled",
        Source(f"{_NOTES} 10.8.17"),
    ),
    Trap(
        CLEARML_ENTERPRISE,
        None,
        "10.9.0",
        "runs MongoDB, Elasticsearch and Redis without passwords; keep the network policies enabled",
        Source(f"{_NOTES} 10.9.0"),
    ),
    Trap(
        CLEARML_ENTERPRISE,
        "10.9.0",
        None,
        "runs its databases without passwords unless its values enable them; keep the network policies enabled",
        Source("vendor's page on Kubernetes, internal database authentication"),
    ),
    Trap(
        CLEARML_ENTERPRISE,
        None,
        "10.11.7",
        "bundles Bitnami's MongoDB; upgrading to 10.11.7 or later requires the vendor's migration script",
        Source(f"{_NOTES} 10.11.7"),
    ),
    Trap(
        CLEARML_ENTERPRISE,
        "10.11.7",
        None,
        "bundles the MongoDB operator: apply its CRDs first, in the version given in the chart's release notes",
        Source(f"{_NOTES} 10.11.7, 10.13.0"),
    ),
    Trap(
        CLEARML_ENTERPRISE,
        "10.9.0",
        "10.12.5",
        "creates a Secret clearml-conf beside clearml.existingSecret, and its usage scripts read that one: metering "
        "needs 10.12.5 or later",
        Source(f"{_NOTES} 10.12.5"),
    ),
    Trap(
        CLEARML_ENTERPRISE,
        None,
        "10.12.7",
        "does not truncate the names of its CronJobs: keep release and fullname short",
        Source(f"{_NOTES} 10.12.7"),
    ),
    Trap(
        CLEARML_ENTERPRISE,
        "11.0.0",
        None,
        "runs as user 65532 instead of root: change the owner of an older file server's volumes",
        Source(f"{_NOTES} 11.0.0"),
    ),
    Trap(
        GPU_OPERATOR,
        "v25.10.0",
        None,
        "has CDI on by default and then no runtime that serves DEVICE_LIST_STRATEGY=volume-mounts; this program sets "
        "both, cdi.enabled: false and the strategy",
        Source("NVIDIA/gpu-operator#1876, controllers/object_controls.go"),
    ),
    Trap(
        REDIS,
        None,
        None,
        "uses versioned images, which were removed from docker.io/bitnami: redis.image must be a copy",
        Source("bitnami/charts#36313, #35164"),
    ),
    Trap(
        REDIS,
        "18.0.0",
        None,
        "has scripts for another Redis than 7.0.9, the default of redis.image: set the image that belongs to the chart",
        Source("bitnami/charts, bitnami/redis/README.md: 18.0.0 has Redis 7.2"),
    ),
    Trap(
        REDIS,
        "20.4.0",
        None,
        "has an oci:// address in its classic repository's index, which Helm cannot follow: use an oci:// reference",
        Source("bitnami/charts#30727"),
    ),
    Trap(
        AGENT,
        None,
        "6.9.5",
        "installs only on Kubernetes below 1.32; 6.9.5 removed the upper bound",
        Source(f"{_NOTES} 6.9.5"),
    ),
    Trap(
        AGENT,
        None,
        "6.9.6",
        "runs task pods under the agent's service account, so a tenant's code can read every Secret of its namespace",
        Source(f"{_NOTES} 6.9.6"),
    ),
    Trap(
        AGENT,
        None,
        "6.9.12",
        "does not read existingAgentk8sglueSecret in every container: this program puts the key pair into the "
        "release's values, which Helm stores in its Secret, unless agent.credentials is secret",
        Source(f"{_NOTES} 6.9.12; public Enterprise chart of 2023"),
    ),
    Trap(
        AGENT,
        None,
        "6.10.4",
        "has a low limit of task pods per agent, whatever the queues' maxPods are",
        Source(f"{_NOTES} 6.10.4; maxPods 10 in the public Enterprise chart of 2023"),
    ),
    Trap(
        AGENT,
        "6.12.3",
        None,
        "does not run as root: remove an agent.imageTag older than 1.31-2.0.10-419",
        Source(f"{_NOTES} 6.12.3"),
    ),
    Trap(
        AGENT,
        None,
        "6.13.9",
        "does not put the namespace into its ClusterRole's name: if its values enable one, the second tenant's agent "
        "fails",
        Source(f"{_NOTES} 6.13.9"),
    ),
    Trap(
        GATEWAY,
        None,
        "2.0.1",
        "takes the key pair as apiServerKey and apiServerSecret: set gateway.credentials: apiServerKey",
        Source(f"vendor's install page before 2025-05-13; {_NOTES} 2.0.1"),
    ),
    Trap(
        GATEWAY,
        None,
        "2.0.3",
        "installs only on Kubernetes below 1.32; 2.0.3 removed the upper bound",
        Source(f"{_NOTES} 2.0.3"),
    ),
    Trap(GATEWAY, None, "2.0.5", "does not work with ClearML server 3.25 or later", Source(f"{_NOTES} 2.0.5")),
    Trap(
        GATEWAY,
        None,
        "2.1.2",
        "ignores fullnameOverride: set gateway.fullname to the prefix that it uses anyway",
        Source(f"{_NOTES} 2.1.2"),
    ),
    Trap(
        GATEWAY,
        None,
        "3.0.0",
        "uses the key tcpSession for streamSession: set it in gateway.chart.values",
        Source(f"{_NOTES} 3.0.0"),
    ),
    Trap(
        GATEWAY,
        "3.0.0",
        None,
        "creates a network policy of its own, which allows traffic in addition to this program's",
        Source(f"{_NOTES} 3.0.0"),
    ),
)
"""Pitfalls, ordered by chart."""


def traps(chart: CatalogChart, version: str) -> tuple[str, ...]:
    """Return the texts of the pitfalls of one chart version."""
    return tuple(trap.text for trap in TRAPS if trap.chart.name == chart.name and _within(version, trap))


def _within(version: str, trap: Trap) -> bool:
    number = version_number(version)
    return (trap.since is None or version_number(trap.since) <= number) and (
        trap.until is None or number < version_number(trap.until)
    )
