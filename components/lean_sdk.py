"""Habits of Pulumi's Python SDK (3.272) that cost a stack of many tenants time and state, avoided (ADR 0005).

It sends two to three debug messages a resource to the engine, each a blocking call of more than a millisecond, which
the engine throws away unless `--debug` is given. And it stores up to twenty frames of the Python call stack with each
resource: about 1.1 kB, with paths of the machine that ran the program. And once the program has ended, it waits for all
open outputs in a way whose cost grows with the square of their number. A short-lived program that makes thousands of
outputs also spends an eighth of its time collecting garbage that is not there.
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
"""Set to anything to have the SDK's debug messages sent, for `pulumi up --debug`."""


def spare_the_engine() -> None:
    """Register all resources from here on without debug messages and call stacks, and collect garbage rarely."""
    if not os.environ.get(DEBUG_SWITCH):
        pulumi.log.debug = _say_nothing
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    if hasattr(sdk, "_get_stack_trace"):
        sdk._get_stack_trace = source_pb2.StackTrace


async def all_known(outputs: Mapping[str, pulumi.Input[Any]]) -> pulumi.Inputs:
    """The stack's outputs, once they are settled, so that the SDK has few left to wait for."""
    lifted = {name: pulumi.Output.from_input(value) for name, value in outputs.items()}
    await asyncio.gather(*(output.future() for output in lifted.values()))
    return lifted


def _say_nothing(*_: object, **__: object) -> None:
    """Takes what pulumi.log.debug takes."""
