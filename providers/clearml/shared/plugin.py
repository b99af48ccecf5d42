"""What we change in the dynamic provider's own process: how many calls it takes at once, how errors are shown.

Both are private details of Pulumi's Python SDK (measured on 3.272, ADR 0002); each falls back to the SDK's behaviour
where the detail is not found. Runs only in the plugin process, from `configure`.
"""

import gc
import os
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from providers.clearml.api.errors import ClearMLError

TRACEBACK_SWITCH = "CLEARML_PLATFORM_TRACEBACK"
"""Set to anything to get full tracebacks for our own errors too."""


def widen_pool(calls: int) -> None:
    """Let the plugin's gRPC server run `calls` requests at once; the SDK fixes the number at 4."""
    for thing in gc.get_objects():
        if isinstance(thing, ThreadPoolExecutor) and getattr(thing, "_max_workers", calls) < calls:
            thing._max_workers = calls  # the SDK offers no option for it


@cache
def one_line_errors() -> None:
    """Show our own errors as their one line instead of a traceback; all others keep theirs.

    The SDK (3.260 and newer) sends `traceback.format_exc()` to the user for every exception.
    """
    original = traceback.format_exc

    def format_exc(limit: int | None = None, chain: bool = True) -> str:
        error = _current()
        if error is None or os.environ.get(TRACEBACK_SWITCH):
            return original(limit, chain)
        return str(error)

    traceback.format_exc = format_exc


def _current() -> ClearMLError | None:
    error = sys.exc_info()[1]
    return error if isinstance(error, ClearMLError) else None
