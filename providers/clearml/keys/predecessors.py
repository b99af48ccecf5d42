"""Key pairs that a newer one has replaced: which are left to the engine, which still work, and which are due.

Two kinds are in the state of the newer pair. `replaces` are those that the engine revokes at the end of the run that
replaced them, or of a later one if that run failed. `retiring` are those that work until a date.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from providers.clearml.api.clock import utc
from providers.clearml.api.models import KeyRecord
from providers.clearml.keys.key_pairs import fingerprint, of_purpose, used_since

LEFTOVER = timedelta(days=1)
"""Time after which a replaced and unused pair is no longer one that the engine is about to revoke."""
ROLL = timedelta(hours=1)
"""Time within which the consumers inside the stack have read a new key pair: they roll in the run that creates it."""


class RetiringPair(BaseModel):
    """A replaced key pair that still works. It was replaced at `replaced` and may be revoked from `until` on.

    `last_used` and `last_used_from` are set if it was still in use when it was to be revoked.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    key: str
    """Fingerprint of the access key."""
    label: str
    replaced: datetime
    until: datetime
    last_used: datetime | None = None
    last_used_from: str | None = None


def retire(key: KeyRecord, now: datetime, overlap_days: int) -> RetiringPair:
    """The entry of a pair that is replaced now and works for another `overlap_days`."""
    until = now + timedelta(days=overlap_days)
    return RetiringPair(key=fingerprint(key.access_key), label=key.label or "", replaced=now, until=until)


@dataclass(frozen=True, kw_only=True)
class Predecessors:
    """The predecessors of the pair with the access key `own`, which was created at `created`, at the time `now`."""

    own: str
    created: datetime | None
    retiring: tuple[RetiringPair, ...]
    replaces: tuple[str, ...]
    now: datetime

    def rows(self, keys: Iterable[KeyRecord]) -> Iterator[tuple[KeyRecord, RetiringPair]]:
        """The retiring pairs that the server still lists."""
        entries = {pair.key: pair for pair in self.retiring}
        for key in keys:
            entry = entries.get(fingerprint(key.access_key))
            if entry is not None:
                yield key, entry

    def strays(self, keys: Collection[KeyRecord], *labels: str) -> list[KeyRecord]:
        """Pairs of the purpose of `labels` that are neither in the state nor left to the engine."""
        retiring = [key for key, _ in self.rows(keys)]
        others = [key for key in of_purpose(keys, *labels) if key.access_key != self.own and key not in retiring]
        return [key for key in others if not self._is_left_to_engine(key)]

    def _is_left_to_engine(self, key: KeyRecord) -> bool:
        limit = self.now - LEFTOVER
        recent = self.created is None or utc(self.created) > limit or used_since(key, limit)
        return recent and fingerprint(key.access_key) in self.replaces

    def is_in_use(self, key: KeyRecord, pair: RetiringPair) -> bool:
        """Whether something outside the stack still uses a replaced pair.

        Counts uses after the stack's own consumers have read the new pair. A use that is further back than the overlap
        was long does not count: its program has the new pair by now.
        """
        return used_since(key, max(pair.replaced + ROLL, self.now - (pair.until - pair.replaced)))
