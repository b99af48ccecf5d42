"""First part of the benchmark: accounts alone, compared with the bare API calls, curl and Ansible."""

from collections.abc import Callable, Iterable

from bench import curl, measure, playbook
from bench.machine import log
from bench.modes import Mode
from bench.results import AccountsReport, BenchRun, Comparison, EngineRun

ANSIBLE_MAX_TENANTS = 50
"""Ansible takes half a second per call, which is about twenty minutes for 200 tenants."""


def report(run: BenchRun, sizes: Iterable[int], modes: Iterable[Mode], *, quick: bool) -> AccountsReport:
    """Measure every number of tenants in every mode, and the other methods; `quick` leaves out Ansible."""
    if not quick:
        run = run.with_version("ansible-core", playbook.ensure())
    comparisons = {count: _comparison(count, ansible=not quick and count <= ANSIBLE_MAX_TENANTS) for count in sizes}
    return AccountsReport(run=run, comparisons=comparisons, engine=tuple(_engine_runs(sizes, modes)))


def _engine_runs(sizes: Iterable[int], modes: Iterable[Mode]) -> Iterable[EngineRun]:
    empty = measure.empty_state()
    for count in sizes:
        for mode in modes:
            run = measure.engine_run(count, mode, empty)
            times = f"up {run.up:.1f} s, floor {run.floor:.1f} s, preview {run.preview:.1f} s"
            log(f"{count} tenants, {mode.name}: {times}")
            yield run


def _comparison(count: int, *, ansible: bool) -> Comparison:
    by_curl = _timed("curl", count, curl.create)
    return Comparison(curl=by_curl, ansible=_timed("Ansible", count, playbook.create) if ansible else None)


def _timed(name: str, count: int, create: Callable[..., float]) -> float:
    seconds = measure.other_method(count, create)
    log(f"{count} tenants, {name}: {seconds:.1f} s")
    return seconds
