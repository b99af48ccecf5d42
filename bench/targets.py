"""Performance targets of accounts in bulk mode. A missed target is reported and is no error."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.modes import BULK
from bench.results import AccountsReport, Comparison, EngineRun

UP_TO_FLOOR = {50: 2.2, 200: 2.5}
"""Limit of up ÷ floor by number of tenants."""


@dataclass(frozen=True)
class Verdict:
    """One target at one number of tenants; `limit` and `measured` are texts with units."""

    target: str
    tenants: int
    limit: str
    measured: str
    met: bool


def verdict(
    target: str, tenants: int, value: float, limit: float, unit: str = "", *, at_least: bool = False
) -> Verdict:
    """Compare a value with its upper limit, or its lower limit if `at_least`."""
    met = value >= limit if at_least else value <= limit
    return Verdict(target, tenants, f"{'≥' if at_least else '≤'} {limit:g}{unit}", f"{value:.2f}{unit}", met)


def verdicts(report: AccountsReport) -> Iterator[Verdict]:
    """All targets at 50 and 200 tenants: with fewer tenants, the start of the processes takes most of the time."""
    for run in report.engine:
        if run.mode == BULK.name and run.tenants in UP_TO_FLOOR:
            yield from _verdicts(run, report.comparison(run.tenants))


def _verdicts(run: EngineRun, other: Comparison) -> Iterator[Verdict]:
    tenants = run.tenants
    yield verdict("up ÷ floor", tenants, run.up / run.floor, UP_TO_FLOOR[tenants])
    if other.curl is not None:
        yield verdict("curl ÷ up", tenants, other.curl / run.up, 2, at_least=True)
    if other.ansible is not None:
        yield verdict("Ansible ÷ up", tenants, other.ansible / run.up, 5, at_least=True)
    yield verdict("no-op preview per resource", tenants, run.preview_per_resource, 6, " ms")
    yield verdict("state per tenant", tenants, run.state_per_tenant / 1000, 16, " kB")
    if "plugin" in run.memory:
        yield verdict("plugin memory", tenants, run.memory["plugin"] / 1e6, 150, " MB")
