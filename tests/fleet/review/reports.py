"""Makes the reports of the recorded previews, as `fleet review --base` writes them into a pull request."""

import tempfile
from contextlib import chdir
from pathlib import Path

from fleet.review.formats.markdown import markdown
from fleet.review.preview import parse
from fleet.review.report import Report, report_of
from fleet.review.settings import settings_change
from sandbox.charts import pack
from sandbox.charts.chart import named
from tests.fleet.review.kinds import HERE, KINDS, PROJECT, STACK, Kind, changed

FOLDER = HERE / "reports"
_CHARTS = (
    *("clearml-enterprise", "clearml-enterprise-agent", "clearml-enterprise-app-gateway"),
    *("clearml-dynamic-mig-operator", "gpu-operator", "redis"),
)


def report(name: str) -> Report:
    """The report of one kind of change, with the files before and after it."""
    text = (HERE / "previews" / f"{name}.json").read_text()
    return _with_settings(report_of(parse(text)), KINDS[name])


def written(name: str) -> str:
    """The report as Markdown."""
    return markdown(report(name))


def _with_settings(made: Report, kind: Kind) -> Report:
    with tempfile.TemporaryDirectory() as scratch:
        folder = changed(kind, Path(scratch) / "changed")
        for chart in _CHARTS:
            pack.copy(named(chart), folder / "charts")
        with chdir(folder):
            return made.with_settings(settings_change(str(PROJECT), STACK))
