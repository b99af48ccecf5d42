"""Adjusts the dynamic provider's process: more parallel calls, one-line errors, and an end with its engine.

The first two rely on private details of Pulumi's Python SDK (measured on 3.272, ADR 0002). If a detail is missing, the
SDK's behaviour stays and one line reports it. Called from `configure`, in the plugin process.
"""

import gc
import inspect
import os
import select
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Thread
from typing import Any

from providers.clearml.api.errors import ClearMLError
from providers.clearml.shared.notice import progress

TRACEBACK_SWITCH = "CLEARML_PLATFORM_TRACEBACK"
"""Environment variable; any value turns on full tracebacks for this program's own errors."""
PLUGIN_MODULE = "pulumi.dynamic.__main__"
"""The module that the plugin process runs."""
WATCH_SECONDS = 0.5
"""Seconds between two looks whether the engine is still there."""


def has_signature(function: object, *parameters: str, returns: str = "") -> bool:
    """Whether `function` is synchronous, has exactly these parameters, and `returns` is in its return annotation."""
    if not callable(function) or inspect.iscoroutinefunction(function):
        return False
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # written in C
        return False
    return tuple(signature.parameters) == parameters and returns in str(signature.return_annotation)


def in_plugin() -> bool:
    """Whether this process is the plugin, not the Pulumi program or a test."""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    return getattr(spec, "name", None) == PLUGIN_MODULE


@cache
def widen_pool(calls: int) -> None:
    """Let the plugin's gRPC server run `calls` requests in parallel; the SDK fixes the number at 4."""
    pools = [candidate for candidate in gc.get_objects() if isinstance(candidate, ThreadPoolExecutor)]
    adjustable = [pool for pool in pools if isinstance(getattr(pool, "_max_workers", None), int)]
    for pool in adjustable:
        pool._max_workers = max(calls, pool._max_workers)  # the SDK has no option for it
    if not adjustable:
        _report("calls run at most 4 at a time")


@cache
def one_line_errors() -> None:
    """Show this program's own errors as one line; all other exceptions keep their traceback.

    The SDK (3.260 and newer) sends `traceback.format_exc()` to the user for each exception.
    """
    original: Callable[..., str] = traceback.format_exc

    def format_exc(*args: Any, **options: Any) -> str:
        error = _current()
        if error is None or os.environ.get(TRACEBACK_SWITCH):
            return original(*args, **options)
        return str(error)

    traceback.format_exc = format_exc
    if not hasattr(sys.modules["__main__"], "_abort_with_traceback"):
        _report("errors may be shown with a traceback")


@cache
def end_with_engine() -> None:
    """End this process within about a second after its engine.

    Otherwise the plugin of a killed engine continues its calls: a later run would not see what they create.
    """
    if in_plugin():
        Thread(target=_watch, args=(os.getppid(),), name="engine-watch", daemon=True).start()


def _watch(parent: int) -> None:
    """The engine holds the other end of stdout. The parent can be a shell that outlives the engine."""
    stdout = select.poll()
    stdout.register(1, select.POLLOUT)
    while os.getppid() == parent and not any(event & (select.POLLERR | select.POLLHUP) for _, event in stdout.poll(0)):
        time.sleep(WATCH_SECONDS)
    os._exit(1)  # without waiting for calls under way, whose results can no longer be stored


def _report(effect: str) -> None:
    if in_plugin():
        progress("plugin", f"Pulumi's Python SDK differs from the tested one (requirements.txt): {effect}")


def _current() -> ClearMLError | None:
    error = sys.exc_info()[1]
    return error if isinstance(error, ClearMLError) else None
