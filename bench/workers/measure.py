"""The life of a stack whose tenants have workers, on a server and a cluster of its own that are gone afterwards."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.modes import Mode
from bench.process import Finished
from bench.simulator import Simulator, simulator
from bench.tenant import BenchTenant, tenants
from bench.workers.cluster import Cluster, cluster
from bench.workers.results import Life, Shares
from bench.workers.shares import shares, steps
from bench.workers.stack import WorkerStack
from bench.workers.state import of_a_tenant, size

REPEATS = 3


def life(count: int, mode: Mode) -> Life:
    """Measure it with `count` tenants in one mode."""
    with _place() as (folder, server, kube):
        stack = WorkerStack(folder / "stack", server.url, mode, kube)
        platform = stack.up()
        empty = stack.deployment()
        for tenant in tenants(count):
            stack.write_whole(tenant)
        up = stack.stamped_up()
        _require(count, server, kube)
        whole = stack.deployment()
        previews = [stack.preview() for _ in range(REPEATS)]
        added = [_add(number, stack, server, kube) for number in range(count + 1, count + 1 + REPEATS)]
    return Life(
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
        state_by_type=of_a_tenant(whole, empty, count),
    )


@contextmanager
def _place() -> Iterator[tuple[Path, Simulator, Cluster]]:
    with TemporaryDirectory(prefix="bench-") as name, simulator(Path(name)) as server, cluster(Path(name)) as kube:
        yield Path(name), server, kube


def _add(number: int, stack: WorkerStack, server: Simulator, kube: Cluster) -> Finished:
    stack.write_whole(BenchTenant(number))
    finished = stack.stamped_up()
    _require(number, server, kube)
    return finished


def _require(count: int, server: Simulator, kube: Cluster) -> None:
    server.require(count)
    kube.require(count)


def _shares(command: Finished) -> Shares:
    return shares(steps(command.lines), command.seconds)


def _median(commands: list[Finished]) -> float:
    return statistics.median(command.seconds for command in commands)
