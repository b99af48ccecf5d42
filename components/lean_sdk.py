"""Reduces time and state that Pulumi's Python SDK (3.272) costs a stack of many tenants (ADR 0005).

* The SDK sends two or three debug messages per resource, each a blocking call of more than a millisecond, which the
  engine discards without `--debug`.
* It stores up to twenty frames of the Python call stack with each resource, about 1.1 kB, with local paths.
* At the end of the program it waits for open outputs in a way whose cost grows with the square of their number.
* The garbage collector takes an eighth of a short program that creates thousands of outputs, and frees nothing.

An SDK whose private functions have other signatures is left as it is: the program is slower, and one line reports it.
"""

import asyncio
import gc
import importlib
import os
from collections.abc import Mapping
from importlib.metadata import version
from types import ModuleType
from typing import Any

import pulumi

from providers.clearml.shared.plugin import has_signature

DEBUG_SWITCH = "CLEARML_PLATFORM_DEBUG"
"""Environment variable that, set to any value, keeps the SDK's debug messages for `pulumi up --debug`."""


def reduce_overhead() -> None:
    """Turn off debug messages and call stacks for all later resources, and collect garbage less often."""
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    results = {"debug messages": _drop_debug_messages(), "call stacks in the state": _drop_call_stacks()}
    costs = ", ".join(cost for cost, dropped in results.items() if not dropped)
    if costs:
        sdk = f"Pulumi's Python SDK {version('pulumi')}"
        pulumi.log.info(f"{sdk} differs from the tested one (requirements.txt): it keeps its {costs}")


async def await_outputs(outputs: Mapping[str, pulumi.Input[Any]]) -> pulumi.Inputs:
    """Return the stack's outputs once they are resolved, so that the SDK has few left to wait for."""
    lifted = {name: pulumi.Output.from_input(value) for name, value in outputs.items()}
    await asyncio.gather(*(output.future() for output in lifted.values()))
    return lifted


def _drop_debug_messages() -> bool:
    """Whether the SDK's debug messages are as wanted: dropped, or kept because of DEBUG_SWITCH."""
    if os.environ.get(DEBUG_SWITCH) or pulumi.log.debug is _discard:
        return True
    fits = has_signature(pulumi.log.debug, "msg", "resource", "stream_id", "ephemeral", returns="None")
    if fits:
        pulumi.log.debug = _discard
    return fits


def _drop_call_stacks() -> bool:
    """Whether new resources are stored without their call stack."""
    sdk, proto = _module("pulumi.runtime.resource"), _module("pulumi.runtime.proto.source_pb2")
    current, empty = getattr(sdk, "_get_stack_trace", None), getattr(proto, "StackTrace", None)
    if empty is not None and current is empty:
        return True
    reader = getattr(sdk, "_get_source_position", None)
    fits = empty is not None and has_signature(current, returns="StackTrace") and has_signature(reader, "stack")
    if fits:
        sdk._get_stack_trace = empty  # type: ignore[union-attr]  # `current` exists, so the module does
    return fits


def _module(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _discard(*_: object, **__: object) -> None:
    """Accepts the arguments of pulumi.log.debug."""
