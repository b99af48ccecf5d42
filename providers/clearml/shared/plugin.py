"""Adjusts the dynamic provider's process: more parallel calls, and one-line errors in place of tracebacks.

Both rely on private details of Pulumi's Python SDK (measured on 3.272, ADR 0002) and keep the SDK's behaviour if a
detail is missing. Called only in the plugin process, from `configure`.
"""

import gc
import os
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from providers.clearml.api.errors import ClearMLError

TRACEBACK_SWITCH = "CLEARML_PLATFORM_TRACEBACK"
"""Environment variable; any value turns on full tracebacks for this program's own errors."""


def widen_pool(calls: int) -> None:
    """Let the plugin's gRPC server run `calls` requests in parallel; the SDK fixes the number at 4."""
    for candidate in gc.get_objects():
        if isinstance(candidate, ThreadPoolExecutor) and getattr(candidate, "_max_workers", calls) < calls:
            candidate._max_workers = calls  # the SDK has no option for it


@cache
def one_line_errors() -> None:
    """Show this program's own errors as one line; all other exceptions keep their traceback.

    The SDK (3.260 and newer) sends `traceback.format_exc()` to the user for each exception.
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
