"""Measurements of accounts, each with its own simulator in a temporary folder."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.floor import replay
from bench.modes import DEFAULT, Mode
from bench.process import CommandResult
from bench.recording import Recording, record
from bench.results import EngineRun
from bench.simulator import BenchSimulator, simulator
from bench.stack import Stack
from bench.state import size
from bench.tenant import USERS, BenchTenant, tenants

PREVIEWS = 3
Method = Callable[[Iterable[BenchTenant], str, Path], float]
"""Creates tenants on the server of an address, with files in a folder; returns the seconds."""


def empty_state() -> int:
    """Bytes of the state of a stack without tenants. It also warms up file caches and bytecode."""
    with _server() as (folder, server):
        stack = Stack(folder / "stack", server.url, DEFAULT)
        stack.up()
        return size(stack.deployment())


def engine_run(count: int, mode: Mode, empty: int) -> EngineRun:
    """Measure a stack of `count` tenants in one mode, from creation to deletion; `empty` comes from empty_state."""
    with _server() as (folder, server):
        stack = Stack(folder / "stack", server.url, mode)
        for tenant in tenants(count):
            stack.write(tenant)
        up = stack.up()
        server.require(count)
        recording, deployment = record(server.calls(), server.state()), stack.deployment()
        previews = [stack.preview() for _ in range(PREVIEWS)]
        changed, added, destroyed = _change(stack, server), _add(stack, server, count), stack.destroy()
        server.require(0)
    return EngineRun(
        mode=mode.name,
        tenants=count,
        resources=len(deployment["resources"]),
        calls=recording.calls,
        up=up.seconds,
        floor=_floor(recording, count),
        preview=statistics.median(preview.seconds for preview in previews),
        changed=changed.seconds,
        added=added.seconds,
        destroy=destroyed.seconds,
        state_per_tenant=(size(deployment) - empty) / count,
        memory=_peaks(up, *previews, changed, added, destroyed),
    )


def other_method(count: int, create: Method) -> float:
    """Seconds that another method takes to create `count` tenants."""
    with _server() as (folder, server):
        seconds = create(tenants(count), server.url, folder)
        server.require(count)
        return seconds


@contextmanager
def _server() -> Iterator[tuple[Path, BenchSimulator]]:
    with TemporaryDirectory(prefix="bench-") as name, simulator(Path(name)) as server:
        yield Path(name), server


def _change(stack: Stack, server: BenchSimulator) -> CommandResult:
    stack.write(BenchTenant(1), users=USERS + 1)
    result = stack.up()
    server.require_limit(BenchTenant(1), USERS + 1)
    return result


def _add(stack: Stack, server: BenchSimulator, count: int) -> CommandResult:
    stack.write(BenchTenant(count + 1))
    result = stack.up()
    server.require(count + 1)
    return result


def _floor(recording: Recording, count: int) -> float:
    return other_method(count, lambda _tenants, url, _folder: replay(recording, url))


def _peaks(*results: CommandResult) -> Mapping[str, int]:
    peaks: Counter[str] = Counter()
    for result in results:
        peaks |= Counter(result.memory)  # the greater of both
    return dict(peaks)
