"""Measures a stack whose tenants have workers, with its own server and cluster."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.machine import log
from bench.modes import Mode
from bench.process import CommandResult
from bench.results import BenchRun
from bench.simulator import BenchSimulator, simulator
from bench.state import per_tenant, size
from bench.tenant import BenchTenant, tenants
from bench.workers.cluster import BenchCluster, cluster
from bench.workers.results import Shares, WorkersReport, WorkersRun
from bench.workers.shares import shares, steps
from bench.workers.stack import WorkerStack

FEW, MANY = 3, 30
REPEATS = 3


def report(run: BenchRun, mode: Mode) -> WorkersReport:
    """Measure few and many tenants in one mode, each from an empty cluster."""
    run = run.with_version("pulumi-kubernetes", version("pulumi-kubernetes"))
    return WorkersReport(run=run, mode=mode.name, few=workers_run(FEW, mode), many=workers_run(MANY, mode))


def workers_run(count: int, mode: Mode) -> WorkersRun:
    """Measure `count` tenants in one mode."""
    with _site() as (folder, server, kube):
        stack = WorkerStack(folder / "stack", server.url, mode, kube)
        platform = stack.up()
        empty = stack.deployment()
        for tenant in tenants(count):
            stack.write_with_workers(tenant)
        up = stack.stamped_up()
        _require(count, server, kube)
        whole = stack.deployment()
        previews = [stack.preview() for _ in range(REPEATS)]
        added = [_add(number, stack, server, kube) for number in range(count + 1, count + 1 + REPEATS)]
    log(f"{count} tenants with workers: up {up.seconds:.1f} s, one added {_median(added):.1f} s")
    return WorkersRun(
        tenants=count,
        platform=platform.seconds,
        up=up.seconds,
        up_shares=_shares(up),
        preview=_median(previews),
        added=_median(added),
        added_shares=_shares(added[-1]),
        resources=len(whole["resources"]),
        resources_per_tenant=(len(whole["resources"]) - len(empty["resources"])) / count,
        state_per_tenant=(size(whole) - size(empty)) / count,
        state_by_type=per_tenant(whole, empty, count),
    )


@contextmanager
def _site() -> Iterator[tuple[Path, BenchSimulator, BenchCluster]]:
    with TemporaryDirectory(prefix="bench-") as name, simulator(Path(name)) as server, cluster(Path(name)) as kube:
        yield Path(name), server, kube


def _add(number: int, stack: WorkerStack, server: BenchSimulator, kube: BenchCluster) -> CommandResult:
    stack.write_with_workers(BenchTenant(number))
    result = stack.stamped_up()
    _require(number, server, kube)
    return result


def _require(count: int, server: BenchSimulator, kube: BenchCluster) -> None:
    server.require(count)
    kube.require(count)


def _shares(result: CommandResult) -> Shares:
    return shares(steps(result.lines), result.seconds)


def _median(results: list[CommandResult]) -> float:
    return statistics.median(result.seconds for result in results)
