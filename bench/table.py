"""Formats the accounts report as Markdown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from bench.results import AccountsReport, BenchRun, EngineRun
from bench.simulator import LATENCY_MS
from bench.targets import Verdict, verdicts

T = TypeVar("T")
NOT_MEASURED = "-"


def markdown(report: AccountsReport) -> str:
    """All tables with their headings, ready for docs/benchmarks.md."""
    parts = [
        facts(report.run),
        "### Targets, in bulk mode",
        verdict_grid(verdicts(report)),
        "### New stack",
        _new_stack(report),
        "### Existing stack",
        grid(EXISTING_STACK, report.engine),
        "### Sizes",
        grid(SIZES, report.engine),
    ]
    return "\n\n".join(parts) + "\n"


def facts(run: BenchRun) -> str:
    """Command, date, machine and versions, in one sentence."""
    machine = run.machine
    versions = ", ".join(f"{name} {number}" for name, number in machine.versions.items())
    return (
        f"Measured by `{run.command}` on {run.date}: {machine.cores} cores ({machine.processor}), "
        f"{machine.memory / 2**30:.0f} GiB, {machine.system}; {versions}; {LATENCY_MS} ms per call; "
        f"load average at the start {run.load:.2f}."
    )


def verdict_grid(verdicts: Iterable[Verdict]) -> str:
    """Table of targets and whether they were met."""
    columns: Mapping[str, Callable[[Verdict], str]] = {
        "target": lambda verdict: verdict.target,
        "tenants": lambda verdict: str(verdict.tenants),
        "limit": lambda verdict: verdict.limit,
        "measured": lambda verdict: verdict.measured,
        "": lambda verdict: "met" if verdict.met else "**missed**",
    }
    return grid(columns, verdicts)


def seconds(value: float | None) -> str:
    """A time in seconds, or a dash if it was not measured."""
    return NOT_MEASURED if value is None else f"{value:.1f} s"


def kilobytes(size: float) -> str:
    """A size in kB."""
    return f"{size / 1000:.1f} kB"


def grid(columns: Mapping[str, Callable[[T], str]], items: Iterable[T]) -> str:
    """A Markdown table with one row per item; `columns` maps each heading to the text of its cell."""
    rows = [[text(item) for text in columns.values()] for item in items]
    return "\n".join(_lines([[*columns], ["---"] * len(columns), *rows]))


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _new_stack(report: AccountsReport) -> str:
    def curl(run: EngineRun) -> float | None:
        return report.comparison(run.tenants).curl

    def ansible(run: EngineRun) -> float | None:
        return report.comparison(run.tenants).ansible

    columns: Mapping[str, Callable[[EngineRun], str]] = {
        **STACK,
        "API calls": lambda run: f"{run.calls:,}",
        "up": lambda run: seconds(run.up),
        "floor": lambda run: seconds(run.floor),
        "up ÷ floor": lambda run: _ratio(run.up, run.floor),
        "curl": lambda run: seconds(curl(run)),
        "curl ÷ up": lambda run: _ratio(curl(run), run.up),
        "Ansible": lambda run: seconds(ansible(run)),
        "Ansible ÷ up": lambda run: _ratio(ansible(run), run.up),
    }
    return grid(columns, report.engine)


def _ratio(value: float | None, by: float) -> str:
    return NOT_MEASURED if value is None else f"{value / by:.1f}"


def _memory(role: str) -> Callable[[EngineRun], str]:
    return lambda run: f"{run.memory[role] / 1e6:.0f} MB" if role in run.memory else NOT_MEASURED


STACK: Mapping[str, Callable[[EngineRun], str]] = {
    "tenants": lambda run: str(run.tenants),
    "mode": lambda run: run.mode,
}
EXISTING_STACK: Mapping[str, Callable[[EngineRun], str]] = {
    **STACK,
    "resources": lambda run: f"{run.resources:,}",
    "no-op preview": lambda run: seconds(run.preview),
    "per resource": lambda run: f"{run.preview_per_resource:.1f} ms",
    "one changed": lambda run: seconds(run.changed),
    "one added": lambda run: seconds(run.added),
    "destroy": lambda run: seconds(run.destroy),
}
SIZES: Mapping[str, Callable[[EngineRun], str]] = {
    **STACK,
    "state per tenant": lambda run: kilobytes(run.state_per_tenant),
    **{f"{role} memory": _memory(role) for role in ("plugin", "program", "engine")},
}
