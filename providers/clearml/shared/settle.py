"""Creating without an idempotency key: after a lost answer, look before repeating.

No ClearML call is idempotent by itself, so every create goes through `settle`. It ends in exactly one object, or in
the last error.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from providers.clearml.api.errors import Duplicate, OutcomeUnknown, ServerFault

T = TypeVar("T")
U = TypeVar("U")

LOOKS = (0.0, 0.5, 1.5, 3.0, 5.0)
"""Pauses in seconds before each look: a slow server may still be busy with the write whose answer was lost."""
TRIES = 3


def settle(write: Callable[[], T], look: Callable[[], U | None], *, may_race: bool = True) -> T | U:
    """`write()`, or what `look()` finds of an earlier write whose answer was lost or that came second in a race.

    Without `may_race` a duplicate counts as our own only after an answer of ours was lost.
    """
    lost = may_race
    for remaining in reversed(range(TRIES)):
        try:
            return write()
        except Duplicate:
            found = look() if lost else None
            if found is None:
                raise
            return found
        except (OutcomeUnknown, ServerFault):
            lost = True
            found = _look_again(look)
            if found is not None:
                return found
            if not remaining:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def _look_again(look: Callable[[], U | None]) -> U | None:
    for pause in LOOKS:
        time.sleep(pause)
        found = look()
        if found is not None:
            return found
    return None
