"""A report as Markdown."""

from collections.abc import Iterable, Iterator, Sequence

from bench.results import Alternative, EngineRun, Measured, OtherWays, Report
from bench.simulator import LATENCY_MS
from bench.targets import Verdict, verdicts

NOT_MEASURED = "-"


def markdown(report: Report) -> str:
    """All tables with their headings, ready for docs/benchmarks.md."""
    parts = [
        facts(report),
        "### Targets, in bulk mode",
        verdict_grid(verdicts(report)),
        "### From nothing",
        _from_nothing(report),
    ]
    parts += ["### Afterwards", _afterwards(report), "### Sizes", _sizes(report)]
    if report.alternatives:
        parts += ["### Checkpoints and calls at a time", _alternatives(report.alternatives)]
    return "\n\n".join(parts) + "\n"


def facts(report: Measured) -> str:
    """What, when and on which machine, in one sentence."""
    machine = report.machine
    versions = ", ".join(f"{name} {number}" for name, number in machine.versions.items())
    return (
        f"Made by `{report.command}` on {report.date}: {machine.cores} cores ({machine.processor}), "
        f"{machine.memory / 2**30:.0f} GiB, {machine.system}; {versions}; {LATENCY_MS} ms a call; "
        f"load average at the start {report.load:.2f}."
    )


def verdict_grid(verdicts: Iterable[Verdict]) -> str:
    """Targets, and whether they were met."""
    rows = [[v.what, str(v.tenants), v.wanted, v.measured, "met" if v.met else "**missed**"] for v in verdicts]
    return grid(["target", "tenants", "wanted", "measured", ""], rows)


def _from_nothing(report: Report) -> str:
    head = ["tenants", "mode", "API calls", "up", "floor", "up ÷ floor", "curl", "curl ÷ up", "Ansible", "Ansible ÷ up"]
    return grid(head, [_from_nothing_row(run, report.other(run.tenants)) for run in report.engine])


def _from_nothing_row(run: EngineRun, ways: OtherWays | None) -> list[str]:
    curl, ansible = (ways.curl, ways.ansible) if ways else (None, None)
    up = [
        str(run.tenants),
        run.mode,
        f"{run.calls:,}",
        seconds(run.up),
        seconds(run.floor),
        _times(run.up, run.floor),
    ]
    return [*up, seconds(curl), _times(curl, run.up), seconds(ansible), _times(ansible, run.up)]


def _afterwards(report: Report) -> str:
    head = ["tenants", "mode", "resources", "no-op preview", "a resource", "one changed", "one added", "destroy"]
    rows = [
        [
            str(run.tenants),
            run.mode,
            f"{run.resources:,}",
            seconds(run.preview),
            f"{run.preview_per_resource:.1f} ms",
            seconds(run.changed),
            seconds(run.added),
            seconds(run.destroy),
        ]
        for run in report.engine
    ]
    return grid(head, rows)


def _sizes(report: Report) -> str:
    roles = ("plugin", "program", "engine")
    rows = [
        [
            str(run.tenants),
            run.mode,
            f"{run.state_per_tenant / 1000:.1f} kB",
            *(f"{run.memory[role] / 1e6:.0f} MB" if role in run.memory else NOT_MEASURED for role in roles),
        ]
        for run in report.engine
    ]
    return grid(["tenants", "mode", "state a tenant", *(f"{role} memory" for role in roles)], rows)


def _alternatives(alternatives: Sequence[Alternative]) -> str:
    columns = list(dict.fromkeys(one.parallel for one in alternatives))
    up = {(one.checkpoints, one.parallel): one.up for one in alternatives}
    kinds = dict.fromkeys(one.checkpoints for one in alternatives)
    rows = [[kind, *(seconds(up.get((kind, parallel))) for parallel in columns)] for kind in kinds]
    return grid(["checkpoints", *(f"{parallel} at a time" for parallel in columns)], rows)


def seconds(value: float | None) -> str:
    """A time in seconds, or that it was not measured."""
    return NOT_MEASURED if value is None else f"{value:.1f} s"


def _times(value: float | None, by: float) -> str:
    return NOT_MEASURED if value is None else f"{value / by:.1f}"


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join(_lines([head, ["---"] * len(head), *rows]))


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        yield f"| {' | '.join(row)} |"
