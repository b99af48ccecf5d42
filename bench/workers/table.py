"""A report about tenants with workers, as Markdown."""

from collections.abc import Mapping

from bench.table import facts, grid, seconds, verdict_grid
from bench.workers.results import Life, Shares, WorkersReport
from bench.workers.shares import PARTS
from bench.workers.targets import verdicts

NAMED_TYPES = 8


def markdown(report: WorkersReport) -> str:
    """All tables with their headings, ready for docs/benchmarks.md."""
    lives = (report.few, report.many)
    parts = [
        facts(report),
        f"### Targets of tenants with workers, in {report.mode} mode",
        verdict_grid(verdicts(report)),
    ]
    parts += ["### Times", _times(lives), "### Where the time goes", _shares(lives)]
    parts += ["### State", _state(lives), _types(report.many)]
    return "\n\n".join(parts) + "\n"


def _times(lives: tuple[Life, ...]) -> str:
    head = ["tenants", "platform", "tenants up", "a tenant", "one added", "no-op preview"]
    rows = [
        [
            str(life.tenants),
            *map(seconds, (life.platform, life.up, life.up / life.tenants, life.added, life.preview)),
        ]
        for life in lives
    ]
    return grid(head, rows)


def _shares(lives: tuple[Life, ...]) -> str:
    rows = []
    for life in lives:
        rows.append(_share_row(f"{life.tenants} tenants up", life.up_shares))
        rows.append(_share_row(f"one added to {life.tenants}", life.added_shares))
    return grid(["of the time of", *PARTS], rows)


def _share_row(what: str, shares: Shares) -> list[str]:
    return [what, *(f"{shares[part]:.0%}" for part in PARTS)]


def _state(lives: tuple[Life, ...]) -> str:
    head = ["tenants", "resources", "resources a tenant", "state a tenant"]
    rows = [
        [
            str(life.tenants),
            f"{life.resources:,}",
            f"{life.resources_per_tenant:.0f}",
            _kilobytes(life.state_per_tenant),
        ]
        for life in lives
    ]
    return grid(head, rows)


def _types(life: Life) -> str:
    """The largest types of resource, and what is left."""
    largest: Mapping[str, float] = dict(list(life.state_by_type.items())[:NAMED_TYPES])
    rest = life.state_per_tenant - sum(largest.values())
    rows = [[f"`{kind}`", _kilobytes(size)] for kind, size in largest.items()]
    return grid(["type of resource", "state a tenant"], [*rows, ["the rest", _kilobytes(rest)]])


def _kilobytes(size: float) -> str:
    return f"{size / 1000:.1f} kB"
