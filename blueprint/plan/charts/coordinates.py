"""Determines where Helm finds a chart: the stack's settings, laid over the catalog's coordinates.

Registry credentials are not included: Helm has its own (`helm registry login`).
"""

from dataclasses import dataclass
from pathlib import Path

from blueprint.catalog.charts import CatalogChart
from blueprint.plan.charts.chart_file import ChartFile, read_chart
from blueprint.settings.checking.problems import Problem, SettingsError
from blueprint.settings.platform.chart import ChartSettings


@dataclass(frozen=True)
class Coordinates:
    """Location and version of a chart."""

    reference: str
    repository: str | None
    """URL of a classic repository; the reference is then the chart's bare name."""
    version: str
    """Exact version; for a chart on this machine, the version in its Chart.yaml."""


def coordinates(chart: ChartSettings, entry: CatalogChart, archive: Path | None = None) -> Coordinates:
    """Return a chart's coordinates; `archive` is the vendor's archive of a chart that no repository has.

    Raises SettingsError if a chart on this machine is another chart, or if neither settings nor catalog name a version
    or a location. Settings from `blueprint.stack.build` never raise it.
    """
    local = _local(chart, archive)
    if local is not None:
        return Coordinates(local, None, _checked(Path(local), chart, entry).version)
    # A repository in the settings has the chart under the catalog's name.
    reference = chart.reference or (entry.name if chart.repository else entry.reference)
    version = chart.version or entry.version
    if reference is None:
        raise SettingsError(Problem(entry.name, "", "no archive", "the vendor's archive of the chart"))
    if version is None:
        raise SettingsError(Problem(entry.name, "chart.version", "nothing", "an exact version"))
    return Coordinates(reference, chart.repository or (None if chart.reference else entry.repository), version)


def _local(chart: ChartSettings, archive: Path | None) -> str | None:
    """Return the path of a chart on this machine; Helm takes a text for a path if it begins with a dot or a slash."""
    if archive is not None:
        return str(archive) if archive.is_absolute() else f"./{archive}"
    return chart.reference if chart.is_local else None


def _checked(path: Path, chart: ChartSettings, entry: CatalogChart) -> ChartFile:
    local = read_chart(path)
    if local.name != entry.name:
        raise SettingsError(Problem(str(path), "name", f"the chart '{local.name}'", f"the chart '{entry.name}'"))
    if chart.version is not None and chart.version != local.version:
        expected = f"version {chart.version} as in the settings, or no version in the settings"
        raise SettingsError(Problem(str(path), "version", f"version {local.version}", expected))
    return local
