"""Results of the accounts part of the benchmark. Times are wall-clock seconds, sizes are bytes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bench.machine import Machine


@dataclass(frozen=True, kw_only=True)
class BenchRun:
    """Where, when and how a part was measured. `load` is the load average of the minute before it."""

    machine: Machine
    date: datetime.date
    command: str
    load: float

    def with_version(self, program: str, number: str) -> "BenchRun":
        """A copy that also names the version of a program."""
        machine = replace(self.machine, versions={**self.machine.versions, program: number})
        return replace(self, machine=machine)


@dataclass(frozen=True, kw_only=True)
class EngineRun:
    """One stack in one mode. Every time is that of a whole `pulumi` command, including its start.

    `preview` is the median of several previews without changes; `floor` is the replay of the API calls of this `up`.
    `memory` maps plugin, program and engine to peak memory; it is empty on a system without /proc.
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
        """Milliseconds of a preview per resource."""
        return self.preview / self.resources * 1000


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Creation of the same tenants by the guide's curl commands and by Ansible, None if not measured."""

    curl: float | None = None
    ansible: float | None = None


@dataclass(frozen=True, kw_only=True)
class AccountsReport:
    """The accounts part. `comparisons` are by number of tenants."""

    run: BenchRun
    engine: tuple[EngineRun, ...]
    comparisons: Mapping[int, Comparison] = field(default_factory=dict)

    def comparison(self, tenants: int) -> Comparison:
        """The other methods at that number of tenants."""
        return self.comparisons.get(tenants, Comparison())
