"""Results of tenants with workers. Times are wall-clock seconds, sizes are bytes."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.results import BenchRun

Shares = Mapping[str, float]
"""Share of the time, up to 1, by part (bench.workers.shares.PARTS)."""


@dataclass(frozen=True, kw_only=True)
class WorkersRun:
    """One cluster: the platform, then `tenants` at once, then single tenants.

    `added` and `preview` are medians; `added_shares` belong to the last tenant added.
    """

    tenants: int
    platform: float
    up: float
    up_shares: Shares
    preview: float
    added: float
    added_shares: Shares
    resources: int
    resources_per_tenant: float
    state_per_tenant: float
    state_by_type: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class WorkersReport:
    """The workers part: the same measurements with few and with many tenants, in one mode."""

    run: BenchRun
    mode: str
    few: WorkersRun
    many: WorkersRun
