"""Creates an object exactly once, although the API has no idempotency keys.

No create call of ClearML is idempotent, so every create that returns a new id goes through `create_once`. If an answer
is lost, it looks for the object before it repeats the call. It ends with exactly one object, or with the last error.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from providers.clearml.api.errors import Duplicate, OutcomeUnknown, ServerFault
from providers.clearml.api.transport import MAX_RETRY_AFTER

T = TypeVar("T")
U = TypeVar("U")

LOOKUP_PAUSES = (0.0, 0.5, 1.5, 3.0, 5.0)
"""Seconds to wait before each lookup: a slow server may still be executing the call whose answer was lost."""
CREATE_ATTEMPTS = 3


def create_once(create: Callable[[], T], look_up: Callable[[], U | None], *, may_race: bool = True) -> T | U:
    """Return the result of `create()`, or of `look_up()` if an earlier call already created the object.

    That is the case after a lost answer, or if another caller was faster. Without `may_race`, an existing object is
    returned only after a lost answer.
    """
    may_exist = may_race
    for remaining in reversed(range(CREATE_ATTEMPTS)):
        try:
            return create()
        except Duplicate:
            existing = look_up() if may_exist else None
            if existing is None:
                raise
            return existing
        except (OutcomeUnknown, ServerFault) as error:
            may_exist = True
            time.sleep(min(getattr(error, "retry_after", None) or 0.0, MAX_RETRY_AFTER))
            existing = _look_up_repeatedly(look_up)
            if existing is not None:
                return existing
            if not remaining:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def _look_up_repeatedly(look_up: Callable[[], U | None]) -> U | None:
    for pause in LOOKUP_PAUSES:
        time.sleep(pause)
        existing = look_up()
        if existing is not None:
            return existing
    return None
