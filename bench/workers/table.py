"""Formats the workers report as Markdown."""

from collections.abc import Callable, Mapping

from bench.table import facts, grid, kilobytes, seconds, verdict_grid
from bench.workers.results import Shares, WorkersReport, WorkersRun
from bench.workers.shares import PARTS
from bench.workers.targets import verdicts

LARGEST_TYPES = 8
TIMES: Mapping[str, Callable[[WorkersRun], str]] = {
    "tenants": lambda run: str(run.tenants),
    "platform": lambda run: seconds(run.platform),
    "tenants up": lambda run: seconds(run.up),
    "per tenant": lambda run: seconds(run.up / run.tenants),
    "one added": lambda run: seconds(run.added),
    "no-op preview": lambda run: seconds(run.preview),
}
STATE: Mapping[str, Callable[[WorkersRun], str]] = {
    "tenants": lambda run: str(run.tenants),
    "resources": lambda run: f"{run.resources:,}",
    "resources per tenant": lambda run: f"{run.resources_per_tenant:.0f}",
    "state per tenant": lambda run: kilobytes(run.state_per_tenant),
}


def markdown(report: WorkersReport) -> str:
    """All tables with their headings, ready for docs/benchmarks.md."""
    runs = (report.few, report.many)
    parts = [
        facts(report.run),
        f"### Targets of tenants with workers, in {report.mode} mode",
        verdict_grid(verdicts(report)),
        "### Times",
        grid(TIMES, runs),
        "### Where the time goes",
        _shares(runs),
        "### State",
        grid(STATE, runs),
        _types(report.many),
    ]
    return "\n\n".join(parts) + "\n"


def _shares(runs: tuple[WorkersRun, ...]) -> str:
    shares: dict[str, Shares] = {}
    for run in runs:
        shares |= {f"{run.tenants} tenants up": run.up_shares, f"one added to {run.tenants}": run.added_shares}

    def percent(part: str) -> Callable[[str], str]:
        return lambda command: f"{shares[command][part]:.0%}"

    return grid({"of the time of": str, **{part: percent(part) for part in PARTS}}, shares)


def _types(run: WorkersRun) -> str:
    """The largest resource types, and the sum of all others."""
    sizes = {f"`{kind}`": size for kind, size in list(run.state_by_type.items())[:LARGEST_TYPES]}
    sizes["all others"] = run.state_per_tenant - sum(sizes.values())
    return grid({"type of resource": str, "state per tenant": lambda kind: kilobytes(sizes[kind])}, sizes)
