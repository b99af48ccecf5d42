"""The first part of the benchmark: accounts alone, beside the floor and two other ways to make them."""

from collections.abc import Callable, Iterable
from functools import partial

from bench import measure, playbook
from bench.machine import say
from bench.modes import Mode, alternatives
from bench.results import Alternative, EngineRun, Measured, OtherWays, Report

ANSIBLE_UP_TO = 50
"""It takes half a second a call: at 200 tenants about twenty minutes."""
ALTERNATIVES_AT = 50


def measured(begun: Measured, sizes: Iterable[int], modes: Iterable[Mode], *, quick: bool) -> Report:
    """Measure every number of tenants in every mode."""
    ansible = None if quick else playbook.ensure()
    return Report(
        machine=begun.machine.with_versions({"ansible-core": ansible} if ansible else {}),
        date=begun.date,
        command=begun.command,
        load=begun.load,
        others=tuple(_other_ways(count, ansible=not quick and count <= ANSIBLE_UP_TO) for count in sizes),
        engine=tuple(_engine_runs(sizes, modes)),
        alternatives=() if quick or ALTERNATIVES_AT not in sizes else tuple(_alternatives()),
    )


def _engine_runs(sizes: Iterable[int], modes: Iterable[Mode]) -> Iterable[EngineRun]:
    empty = measure.empty_state()
    for count in sizes:
        for mode in modes:
            run = measure.engine_run(count, mode, empty)
            say(
                f"{count} tenants, {mode.name}: up {run.up:.1f} s, floor {run.floor:.1f} s, preview {run.preview:.1f} s"
            )
            yield run


def _other_ways(count: int, *, ansible: bool) -> OtherWays:
    by_curl = _timed(f"{count} tenants, curl", partial(measure.by_curl, count))
    by_ansible = _timed(f"{count} tenants, Ansible", partial(measure.by_ansible, count)) if ansible else None
    return OtherWays(tenants=count, curl=by_curl, ansible=by_ansible)


def _alternatives() -> Iterable[Alternative]:
    for mode in alternatives():
        parallel = mode.parallel_calls or 0
        what = f"{ALTERNATIVES_AT} tenants, checkpoints {mode.name}, {parallel} at a time"
        up = _timed(what, partial(measure.up_alone, ALTERNATIVES_AT, mode))
        yield Alternative(checkpoints=mode.name, parallel=parallel, up=up)


def _timed(what: str, measurement: Callable[[], float]) -> float:
    seconds = measurement()
    say(f"{what}: {seconds:.1f} s")
    return seconds
