"""The measurements, each on a simulator and in a folder of its own that are gone afterwards."""

import json
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import curl, playbook
from bench.floor import replay
from bench.modes import DEFAULT, Mode
from bench.process import Finished
from bench.recording import Recording, record
from bench.results import EngineRun
from bench.simulator import Simulator, simulator
from bench.stack import Stack
from bench.tenant import USERS, BenchTenant, tenants

PREVIEWS = 3


def empty_state() -> int:
    """Bytes of the state of a stack without tenants. Also a warm-up: files get cached, bytecode gets written."""
    with _fresh() as (folder, server):
        stack = Stack(folder / "stack", server.url, DEFAULT)
        stack.up()
        return _size(stack.deployment())


def engine_run(count: int, mode: Mode, empty: int) -> EngineRun:
    """The life of a stack of `count` tenants in one mode; `empty` is what empty_state returned."""
    with _fresh() as (folder, server):
        stack = _stack(folder, server, count, mode)
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
        state_per_tenant=(_size(deployment) - empty) / count,
        memory=_peaks(up, *previews, changed, added, destroyed),
    )


def up_alone(count: int, mode: Mode) -> float:
    """Seconds of an `up` from nothing in one mode."""
    with _fresh() as (folder, server):
        seconds = _stack(folder, server, count, mode).up().seconds
        server.require(count)
        return seconds


def by_curl(count: int) -> float:
    """Seconds of the guide's commands for `count` tenants."""
    with _fresh() as (folder, server):
        seconds = curl.make(tenants(count), server.url, folder)
        server.require(count)
        return seconds


def by_ansible(count: int) -> float:
    """Seconds of the playbook for `count` tenants."""
    with _fresh() as (folder, server):
        seconds = playbook.make(tenants(count), server.url, folder)
        server.require(count)
        return seconds


@contextmanager
def _fresh() -> Iterator[tuple[Path, Simulator]]:
    with TemporaryDirectory(prefix="bench-") as name, simulator(Path(name)) as server:
        yield Path(name), server


def _stack(folder: Path, server: Simulator, count: int, mode: Mode) -> Stack:
    stack = Stack(folder / "stack", server.url, mode)
    for tenant in tenants(count):
        stack.write(tenant)
    return stack


def _change(stack: Stack, server: Simulator) -> Finished:
    stack.write(BenchTenant(1), users=USERS + 1)
    finished = stack.up()
    server.require_limit(BenchTenant(1), USERS + 1)
    return finished


def _add(stack: Stack, server: Simulator, count: int) -> Finished:
    stack.write(BenchTenant(count + 1))
    finished = stack.up()
    server.require(count + 1)
    return finished


def _floor(recording: Recording, count: int) -> float:
    with _fresh() as (_, server):
        seconds = replay(recording, server.url)
        server.require(count)
        return seconds


def _size(deployment: Mapping[str, Any]) -> int:
    return len(json.dumps(deployment, separators=(",", ":")))


def _peaks(*commands: Finished) -> Mapping[str, int]:
    peaks: Counter[str] = Counter()
    for command in commands:
        peaks |= Counter(command.memory)  # the greater of both
    return dict(peaks)
