"""Reduces time and state that Pulumi's Python SDK (3.272) costs a stack of many tenants (ADR 0005).

* The SDK sends two or three debug messages per resource, each a blocking call of more than a millisecond, which the
  engine discards without `--debug`.
* It stores up to twenty frames of the Python call stack with each resource, about 1.1 kB, with local paths.
* At the end of the program it waits for open outputs in a way whose cost grows with the square of their number.
* The garbage collector takes an eighth of a short program that creates thousands of outputs, and frees nothing.
"""

import asyncio
import gc
import os
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime import resource as sdk
from pulumi.runtime.proto import source_pb2

DEBUG_SWITCH = "CLEARML_PLATFORM_DEBUG"
"""Environment variable that, set to any value, keeps the SDK's debug messages for `pulumi up --debug`."""


def reduce_overhead() -> None:
    """Turn off debug messages and call stacks for all later resources, and collect garbage less often."""
    if not os.environ.get(DEBUG_SWITCH):
        pulumi.log.debug = _discard
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    if hasattr(sdk, "_get_stack_trace"):
        sdk._get_stack_trace = source_pb2.StackTrace


async def await_outputs(outputs: Mapping[str, pulumi.Input[Any]]) -> pulumi.Inputs:
    """Return the stack's outputs once they are resolved, so that the SDK has few left to wait for."""
    lifted = {name: pulumi.Output.from_input(value) for name, value in outputs.items()}
    await asyncio.gather(*(output.future() for output in lifted.values()))
    return lifted


def _discard(*_: object, **__: object) -> None:
    """Accepts the arguments of pulumi.log.debug."""
