"""Performance targets of tenants with workers. A missed target is reported and is no error."""

from bench.targets import Verdict, verdict
from bench.workers.results import WorkersReport

GROWTH, PREVIEW_SECONDS, STATE_KB = 1.5, 20, 60


def verdicts(report: WorkersReport) -> list[Verdict]:
    """All targets at the larger number of tenants."""
    few, many = report.few, report.many
    growth = f"one added to {many.tenants} ÷ one added to {few.tenants}"
    return [
        verdict(growth, many.tenants, many.added / few.added, GROWTH),
        verdict("no-op preview", many.tenants, many.preview, PREVIEW_SECONDS, " s"),
        verdict("state per tenant", many.tenants, many.state_per_tenant / 1000, STATE_KB, " kB"),
    ]
