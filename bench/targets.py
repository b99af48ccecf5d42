"""What the project promises in bulk mode, and whether a run kept it. A missed target is told, not an error."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.modes import BULK
from bench.results import EngineRun, OtherWays, Report


@dataclass(frozen=True)
class Verdict:
    """One target at one number of tenants. `measured` and `wanted` are in words."""

    what: str
    tenants: int
    wanted: str
    measured: str
    met: bool


@dataclass(frozen=True)
class _Target:
    """A limit on a ratio or size; `at_least` turns it round. `of` returns None where there is nothing to judge."""

    what: str
    limit: float
    unit: str
    of: Callable[[EngineRun, OtherWays | None], float | None]
    at: tuple[int, ...] = (50, 200)
    """At fewer tenants the start-up of the processes is most of the time."""
    at_least: bool = False

    def judge(self, run: EngineRun, ways: OtherWays | None) -> Verdict | None:
        value = self.of(run, ways)
        if run.tenants not in self.at or value is None:
            return None
        met = value >= self.limit if self.at_least else value <= self.limit
        wanted = f"{'≥' if self.at_least else '≤'} {self.limit:g}{self.unit}"
        return Verdict(self.what, run.tenants, wanted, f"{value:.2f}{self.unit}", met)


TARGETS = (
    _Target("up ÷ floor", 2.2, "", lambda run, _: run.up / run.floor, at=(50,)),
    _Target("up ÷ floor", 2.5, "", lambda run, _: run.up / run.floor, at=(200,)),
    _Target("curl ÷ up", 2, "", lambda run, ways: ways.curl / run.up if ways else None, at_least=True),
    _Target(
        "Ansible ÷ up", 5, "", lambda run, ways: ways.ansible / run.up if ways and ways.ansible else None, at_least=True
    ),
    _Target("no-op preview a resource", 6, " ms", lambda run, _: run.preview_per_resource),
    _Target("state a tenant", 16, " kB", lambda run, _: run.state_per_tenant / 1000),
    _Target("plugin memory", 150, " MB", lambda run, _: run.memory["plugin"] / 1e6 if "plugin" in run.memory else None),
)


def verdicts(report: Report) -> Iterator[Verdict]:
    """Every target at every number of tenants where it applies, in bulk mode."""
    for target in TARGETS:
        for run in report.engine:
            verdict = target.judge(run, report.other(run.tenants)) if run.mode == BULK.name else None
            if verdict is not None:
                yield verdict
