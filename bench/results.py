"""What was measured, as plain records. Times are wall seconds, sizes bytes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.machine import Machine


@dataclass(frozen=True, kw_only=True)
class EngineRun:
    """The life of one stack in one mode. Every time is that of a whole `pulumi` command, start-up included.

    `preview` is the median of several previews without changes; `floor` replays the calls of this `up`.
    `memory` maps plugin, program and engine to their peaks; a system without /proc has none.
    """

    mode: str
    tenants: int
    resources: int
    calls: int
    up: float
    floor: float
    preview: float
    changed: float
    added: float
    destroy: float
    state_per_tenant: float
    memory: Mapping[str, int] = field(default_factory=dict)

    @property
    def preview_per_resource(self) -> float:
        """Milliseconds."""
        return self.preview / self.resources * 1000


@dataclass(frozen=True, kw_only=True)
class OtherWays:
    """The same tenants made by the guide's curl commands, and by Ansible where it was tried."""

    tenants: int
    curl: float
    ansible: float | None = None


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """`up` from nothing with another choice of checkpoints and of calls at a time."""

    checkpoints: str
    parallel: int
    up: float


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One run of a part of the benchmark. `load` is the load average of the minute before it."""

    machine: Machine
    date: datetime.date
    command: str
    load: float


@dataclass(frozen=True, kw_only=True)
class Report(Measured):
    """The part about accounts."""

    engine: tuple[EngineRun, ...]
    others: tuple[OtherWays, ...]
    alternatives: tuple[Alternative, ...] = ()

    def other(self, tenants: int) -> OtherWays | None:
        """The other ways at that number of tenants."""
        return next((ways for ways in self.others if ways.tenants == tenants), None)
