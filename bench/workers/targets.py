"""What the project promises for tenants with workers, and whether a run kept it. A miss is told, not an error."""

from bench.targets import Verdict
from bench.workers.results import WorkersReport

GROWTH, PREVIEW_SECONDS, STATE_KB = 1.5, 20, 60


def verdicts(report: WorkersReport) -> list[Verdict]:
    """Every target, at the larger number of tenants."""
    few, many = report.few, report.many
    what = f"one added to {many.tenants} ÷ one added to {few.tenants}"
    return [
        _at_most(what, many.tenants, GROWTH, "", report.growth),
        _at_most("no-op preview", many.tenants, PREVIEW_SECONDS, " s", many.preview),
        _at_most("state a tenant", many.tenants, STATE_KB, " kB", many.state_per_tenant / 1000),
    ]


def _at_most(what: str, tenants: int, limit: float, unit: str, value: float) -> Verdict:
    return Verdict(what, tenants, f"≤ {limit:g}{unit}", f"{value:.2f}{unit}", value <= limit)
