"""Command line: `python -m bench [--tenants N,N] [--modes NAME,NAME] [--quick] [--write]` inside `make env`."""

import argparse
import datetime
import shlex
import signal
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from bench import machine, measure, page, playbook
from bench.modes import MODES, Mode, alternatives
from bench.process import BenchError
from bench.results import Alternative, EngineRun, OtherWays, Report
from bench.table import markdown

SIZES = (10, 50, 200)
ANSIBLE_UP_TO = 50
"""It takes half a second a call: at 200 tenants about twenty minutes."""
ALTERNATIVES_AT = 50

T = TypeVar("T")


def main(argv: list[str]) -> int:
    """Measure, print the tables and with --write put them into docs/benchmarks.md. Missed targets are no failure."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what we started must end with us
    options = _parse(argv)
    try:
        text = markdown(_measured(options.tenants, options.modes, argv, quick=options.quick))
        print(text)
        if options.write:
            page.write(text)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: interrupted; everything it started is stopped", file=sys.stderr)
        return 130
    return 0


def _measured(sizes: Iterable[int], modes: Iterable[Mode], argv: list[str], *, quick: bool) -> Report:
    load = machine.load()
    _say(f"load average {load:.2f}")
    if load > machine.BUSY:
        _say(f"WARNING: more than {machine.BUSY}: other work runs on this machine, the numbers will mean little")
    ansible = None if quick else playbook.ensure()
    facts = machine.this_machine(ansible)
    return Report(
        machine=facts,
        date=datetime.datetime.now(tz=datetime.UTC).date(),
        command=shlex.join(["python", "-m", "bench", *argv]),
        load=load,
        others=tuple(_other_ways(count, ansible=not quick and count <= ANSIBLE_UP_TO) for count in sizes),
        engine=tuple(_engine_runs(sizes, modes)),
        alternatives=() if quick or ALTERNATIVES_AT not in sizes else tuple(_alternatives()),
    )


def _engine_runs(sizes: Iterable[int], modes: Iterable[Mode]) -> Iterable[EngineRun]:
    empty = measure.empty_state()
    for count in sizes:
        for mode in modes:
            run = measure.engine_run(count, mode, empty)
            _say(
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
    _say(f"{what}: {seconds:.1f} s")
    return seconds


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--tenants", type=_sizes, default=SIZES, metavar="N,N", help="numbers of tenants")
    parser.add_argument("--quick", action="store_true", help="10 tenants, without Ansible and alternatives")
    parser.add_argument("--modes", type=_modes, default=MODES, metavar="NAME,NAME", help="default, bulk or both")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args(argv)
    if options.quick and options.tenants is SIZES:
        options.tenants = SIZES[:1]
    return options


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _modes(text: str) -> tuple[Mode, ...]:
    named = {mode.name: mode for mode in MODES}
    unknown = [name for name in text.split(",") if name not in named]
    if unknown:
        raise argparse.ArgumentTypeError(f"no mode {', '.join(unknown)}; there are {', '.join(named)}")
    return tuple(named[name] for name in text.split(","))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
