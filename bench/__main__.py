"""Runs the benchmark: `python -m bench [accounts|workers] [options]` in the environment of `make env`; default both."""

import argparse
import datetime
import shlex
import signal
import sys

from bench import accounts, machine, page, table
from bench.machine import log
from bench.modes import MODES, Mode
from bench.process import BenchError
from bench.results import BenchRun
from bench.workers import measure as workers
from bench.workers import table as workers_table

SIZES = (10, 50, 200)
ACCOUNTS, WORKERS = "accounts", "workers"


def main(argv: list[str]) -> int:
    """Measure, print the tables, and write them to docs/benchmarks.md if asked. Missed targets are no failure."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop child processes too
    options = _parse(argv)
    try:
        for part in [options.part] if options.part else (ACCOUNTS, WORKERS):
            text = _tables(part, options, argv)
            print(text)
            if options.write:
                page.write(part, text)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: interrupted; all its processes are stopped", file=sys.stderr)
        return 130
    return 0


def _tables(part: str, options: argparse.Namespace, argv: list[str]) -> str:
    run = _run(argv)
    if part == WORKERS:
        return workers_table.markdown(workers.report(run, options.modes[0]))
    return table.markdown(accounts.report(run, options.tenants, options.modes, quick=options.quick))


def _run(argv: list[str]) -> BenchRun:
    load = machine.load()
    log(f"load average {load:.2f}")
    if load > machine.BUSY:
        log(f"WARNING: load average above {machine.BUSY}: other processes will distort the results")
    return BenchRun(
        machine=machine.this_machine(),
        date=datetime.datetime.now(tz=datetime.UTC).date(),
        command=shlex.join(["python", "-m", "bench", *argv]),
        load=load,
    )


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=(ACCOUNTS, WORKERS), help="measure only this part")
    parser.add_argument("--tenants", type=_sizes, default=SIZES, metavar="N,N", help="numbers of accounts")
    parser.add_argument("--quick", action="store_true", help="10 accounts, without Ansible")
    parser.add_argument(
        "--modes", type=_modes, default=MODES, metavar="NAME,NAME", help="default, bulk or both (workers use the first)"
    )
    parser.add_argument("--write", action="store_true", help="write the tables to docs/benchmarks.md")
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
        raise argparse.ArgumentTypeError(f"unknown mode {', '.join(unknown)}, expected {', '.join(named)}")
    return tuple(named[name] for name in text.split(","))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
