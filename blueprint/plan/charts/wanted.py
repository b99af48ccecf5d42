"""Owns which charts a stack's platform installs, and what can be told about them before Helm is asked.

It must not ask a registry: whether a version exists there is Helm's to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from blueprint.catalog.charts import (
    AGENT,
    BILLING,
    CDMO,
    CLEARML_ENTERPRISE,
    GATEWAY,
    GPU_OPERATOR,
    REDIS,
    KnownChart,
    traps,
)
from blueprint.plan.charts.coordinates import coordinates
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import Findings, Problem
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.platform import PlatformSettings


@dataclass(frozen=True)
class WantedChart:
    """One chart that is to be installed, and the key of the stack's configuration that says so."""

    path: str
    chart: ChartSettings
    known: KnownChart
    archive: Path | None = None


def wanted_charts(platform: PlatformSettings) -> Iterator[WantedChart]:
    """List the charts of what is made here: the platform's parts, and the tenants' workers."""
    redis, workers = platform.redis, platform.workers
    if platform.made_here:
        yield from _of_parts(platform)
    if redis is not None and (redis.mode == "perTenant" or (redis.mode == "shared" and platform.made_here)):
        yield WantedChart("redis.chart", redis.chart, REDIS)
    if workers is not None:
        yield WantedChart("workers.agent.chart", workers.agent.chart, AGENT)
    if workers is not None and workers.gateway is not None:
        yield WantedChart("workers.gateway.chart", workers.gateway.chart, GATEWAY)


def _of_parts(platform: PlatformSettings) -> Iterator[WantedChart]:
    gpu, billing = platform.gpu, platform.billing
    if platform.control_plane is not None:
        yield WantedChart("controlPlane.chart", platform.control_plane.chart, CLEARML_ENTERPRISE)
    if gpu is not None and gpu.operator is not None:
        yield WantedChart("gpu.operator.chart", gpu.operator.chart, GPU_OPERATOR)
    if gpu is not None and gpu.cdmo is not None:
        yield WantedChart("gpu.cdmo.chart", gpu.cdmo.chart, CDMO)
    if billing.mode == "chart":
        yield WantedChart("billing.chart", billing.chart, BILLING, billing.archive)


def versions(platform: PlatformSettings) -> dict[KnownChart, str]:
    """Return the version of each chart that is to be installed. Raises SettingsError like `coordinates`."""
    wanted = list(wanted_charts(platform))
    return {each.known: coordinates(each.chart, each.known, each.archive).version for each in wanted}


def chart_problems(file: str, platform: PlatformSettings) -> Iterator[Problem]:
    """Find charts without a version, and charts on this machine that are others than they should be."""
    findings = Findings()
    for wanted in wanted_charts(platform):
        chart, path = wanted.chart, f"{NAMESPACE}:{wanted.path}"
        is_local = chart.is_local or wanted.archive is not None
        if wanted.archive is not None and (chart.reference or chart.repository or chart.version):
            yield Problem(file, path, "a chart's place or version", "neither: the archive is both")
        elif not is_local and chart.version is None and wanted.known.version is None:
            yield Problem(file, f"{path}.version", "nothing", "an exact version: nothing here may float")
        elif is_local:
            findings.of(coordinates, chart, wanted.known, wanted.archive)
    yield from findings.problems


def chart_warnings(platform: PlatformSettings) -> Iterator[str]:
    """Say what surprises in the versions that were chosen. Raises SettingsError like `coordinates`."""
    chosen = versions(platform)
    for wanted in wanted_charts(platform):
        version = chosen[wanted.known]
        for text in traps(wanted.known, version):
            yield f"{NAMESPACE}:{wanted.path}: {wanted.known.name} {version} {text}"
