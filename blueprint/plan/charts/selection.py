"""Selects the charts that a stack installs, and checks what can be checked without asking a registry."""

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
    CatalogChart,
)
from blueprint.catalog.traps import traps
from blueprint.plan.charts.coordinates import coordinates
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import Findings, Problem
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.platform import PlatformSettings


@dataclass(frozen=True)
class SelectedChart:
    """One chart to install, with the key of the stack's configuration that selects it."""

    path: str
    chart: ChartSettings
    entry: CatalogChart
    archive: Path | None = None


def selected_charts(platform: PlatformSettings) -> Iterator[SelectedChart]:
    """List the charts that this stack installs: those of the platform's parts and of the tenants' workers."""
    redis, workers = platform.redis, platform.workers
    if platform.made_here:
        yield from _of_parts(platform)
    if redis is not None and (redis.mode == "perTenant" or (redis.mode == "shared" and platform.made_here)):
        yield SelectedChart("redis.chart", redis.chart, REDIS)
    if workers is not None:
        yield SelectedChart("workers.agent.chart", workers.agent.chart, AGENT)
    if workers is not None and workers.gateway is not None:
        yield SelectedChart("workers.gateway.chart", workers.gateway.chart, GATEWAY)


def _of_parts(platform: PlatformSettings) -> Iterator[SelectedChart]:
    gpu, billing = platform.gpu, platform.billing
    if platform.control_plane is not None:
        yield SelectedChart("controlPlane.chart", platform.control_plane.chart, CLEARML_ENTERPRISE)
    if gpu is not None and gpu.operator is not None:
        yield SelectedChart("gpu.operator.chart", gpu.operator.chart, GPU_OPERATOR)
    if gpu is not None and gpu.cdmo is not None:
        yield SelectedChart("gpu.cdmo.chart", gpu.cdmo.chart, CDMO)
    if billing.mode == "chart":
        yield SelectedChart("billing.chart", billing.chart, BILLING, billing.archive)


def versions(platform: PlatformSettings) -> dict[CatalogChart, str]:
    """Return the version of each chart to install. Raises SettingsError like `coordinates`."""
    selected = selected_charts(platform)
    return {each.entry: coordinates(each.chart, each.entry, each.archive).version for each in selected}


def chart_problems(file: str, platform: PlatformSettings) -> Iterator[Problem]:
    """Find charts without a version, and files on this machine that are not the selected chart."""
    findings = Findings()
    for each in selected_charts(platform):
        chart, path = each.chart, f"{NAMESPACE}:{each.path}"
        is_local = chart.is_local or each.archive is not None
        if each.archive is not None and (chart.reference or chart.repository or chart.version):
            yield Problem(file, path, "a chart's location or version", "neither, because the archive has both")
        elif not is_local and chart.version is None and each.entry.version is None:
            yield Problem(file, f"{path}.version", "nothing", "an exact version, so that every run installs the same")
        elif is_local:
            findings.of(coordinates, chart, each.entry, each.archive)
    yield from findings.problems


def chart_warnings(platform: PlatformSettings) -> Iterator[str]:
    """List known surprises of the selected versions. Raises SettingsError like `coordinates`."""
    selected = versions(platform)
    for each in selected_charts(platform):
        version = selected[each.entry]
        for text in traps(each.entry, version):
            yield f"{NAMESPACE}:{each.path}: {each.entry.name} {version} {text}"
