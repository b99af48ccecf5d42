"""The SDK's overhead is dropped, and an SDK with other private details is left as it is and reported once."""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import resource as sdk
from pulumi.runtime.proto import source_pb2

from components import lean_sdk
from components.lean_sdk import reduce_overhead

DEBUG, STACK_TRACE = pulumi.log.debug, sdk._get_stack_trace


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The SDK as it is installed, and the lines of `pulumi.log.info`."""
    printed: list[str] = []
    monkeypatch.setattr(pulumi.log, "debug", DEBUG)
    monkeypatch.setattr(sdk, "_get_stack_trace", STACK_TRACE)
    monkeypatch.setattr(pulumi.log, "info", printed.append)
    monkeypatch.delenv(lean_sdk.DEBUG_SWITCH, raising=False)
    threshold = gc.get_threshold()
    yield printed
    gc.set_threshold(*threshold)
    gc.unfreeze()


def test_the_tested_sdk_loses_debug_messages_and_call_stacks(lines: list[str]) -> None:
    reduce_overhead()
    reduce_overhead()
    assert pulumi.log.debug is not DEBUG
    assert list(sdk._get_stack_trace().frames) == []
    assert sdk._get_source_position(sdk._get_stack_trace()) is None
    assert lines == []


def test_debug_messages_can_be_kept(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lean_sdk.DEBUG_SWITCH, "1")
    reduce_overhead()
    assert pulumi.log.debug is DEBUG
    assert lines == []


def with_depth(depth: int) -> source_pb2.StackTrace:
    return source_pb2.StackTrace()


async def later() -> source_pb2.StackTrace:
    return source_pb2.StackTrace()


def as_list() -> list[Any]:
    return []


@pytest.mark.parametrize("changed", [with_depth, later, as_list, None], ids=["depth", "later", "list", "removed"])
def test_a_changed_call_stack_is_kept(
    lines: list[str], changed: Callable[..., Any] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sdk, "_get_stack_trace", changed)
    reduce_overhead()
    assert sdk._get_stack_trace is changed
    assert pulumi.log.debug is not DEBUG
    (line,) = lines
    assert "call stacks" in line


@pytest.mark.parametrize("name", ["_get_stack_trace", "_get_source_position"])
def test_a_removed_function_is_no_error(lines: list[str], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sdk, name)
    reduce_overhead()
    assert len(lines) == 1


def test_changed_debug_messages_are_kept(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    async def later_debug(msg: str) -> None:
        """A function of a later SDK."""

    changed: object = later_debug
    monkeypatch.setattr(pulumi.log, "debug", changed)
    monkeypatch.delattr(source_pb2, "StackTrace")
    reduce_overhead()
    assert vars(pulumi.log)["debug"] is changed
    (line,) = lines
    assert "debug messages, call stacks" in line


def test_a_module_that_moved_is_no_error(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def import_module(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", import_module)
    reduce_overhead()
    assert len(lines) == 1
