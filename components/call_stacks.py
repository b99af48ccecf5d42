"""Keeps Python call stacks out of the engine's state.

The SDK (3.272) stores up to twenty frames with each resource, about 1.1 kB, among them paths of the machine that ran
the program (measured in ADR 0005). Where the SDK no longer has the function, nothing changes.
"""

from pulumi.runtime import resource as sdk
from pulumi.runtime.proto import source_pb2


def store_no_call_stacks() -> None:
    """Register all resources from here on without source positions."""
    if hasattr(sdk, "_get_stack_trace"):
        sdk._get_stack_trace = source_pb2.StackTrace
