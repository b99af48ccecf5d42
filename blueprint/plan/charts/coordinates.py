"""Owns what Helm is given to find a chart: the stack's settings laid over the catalog's coordinates.

Registry credentials are no part of it: Helm has its own (`helm registry login`).
"""

from dataclasses import dataclass
from pathlib import Path

from blueprint.catalog.charts import KnownChart
from blueprint.plan.charts.chart_file import ChartFile, read_chart
from blueprint.settings.checking.problems import Problem, SettingsError
from blueprint.settings.platform.chart import ChartSettings


@dataclass(frozen=True)
class Coordinates:
    """Where a chart is, and which version of it."""

    reference: str
    repository: str | None
    """URL of a classic repository; the reference is then the chart's bare name."""
    version: str
    """Exact version; of a chart on this machine, the one that it says itself."""


def coordinates(chart: ChartSettings, known: KnownChart, archive: Path | None = None) -> Coordinates:
    """Return a chart's coordinates; `archive` is the vendor's archive of a chart that no repository has.

    Raises SettingsError where a chart on this machine is another one, or where nothing names a version or a place;
    settings that were built once (`blueprint.stack.build`) raise nothing.
    """
    local = _local(chart, archive)
    if local is not None:
        return Coordinates(local, None, _checked(Path(local), chart, known).version)
    # A repository of the stack's own has the chart under the name that the catalog knows.
    reference = chart.reference or (known.name if chart.repository else known.reference)
    version = chart.version or known.version
    if reference is None:
        raise SettingsError(Problem(known.name, "", "no archive", "the vendor's archive of the chart"))
    if version is None:
        raise SettingsError(Problem(known.name, "chart.version", "nothing", "an exact version"))
    return Coordinates(reference, chart.repository or (None if chart.reference else known.repository), version)


def _local(chart: ChartSettings, archive: Path | None) -> str | None:
    """Helm takes a path for one when it begins with a dot or a slash."""
    if archive is not None:
        return str(archive) if archive.is_absolute() else f"./{archive}"
    return chart.reference if chart.is_local else None


def _checked(path: Path, chart: ChartSettings, known: KnownChart) -> ChartFile:
    found = read_chart(path)
    if found.name != known.name:
        raise SettingsError(Problem(str(path), "name", f"the chart '{found.name}'", f"the chart '{known.name}'"))
    if chart.version is not None and chart.version != found.version:
        expected = f"version {chart.version} as in the settings, or no version there"
        raise SettingsError(Problem(str(path), "version", f"version {found.version}", expected))
    return found
