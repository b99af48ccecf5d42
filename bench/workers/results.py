"""What was measured of tenants with workers, as plain records. Times are wall seconds, sizes bytes."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.results import Measured

Shares = Mapping[str, float]
"""Part (bench.workers.shares.PARTS) → its share of the time, of one."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """A cluster's first platform, then `tenants` at once, then one more at a time.

    `added` and `preview` are medians; `added_shares` are those of the last one added.
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
class WorkersReport(Measured):
    """The part about tenants with workers: lives of a few and of many, in one mode."""

    mode: str
    few: Life
    many: Life

    @property
    def growth(self) -> float:
        """What adding one tenant to many costs, in terms of adding it to few."""
        return self.many.added / self.few.added
