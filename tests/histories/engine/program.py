"""Runs the platform's program in this process, one call after the other, against a Monitor."""

import asyncio
import importlib.util
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import config as runtime_config
from pulumi.runtime import mocks, settings, stack
from pulumi.runtime import resource as sdk
from pulumi.runtime.proto import source_pb2

from components import lean_sdk
from tests.histories.engine.monitor import Monitor

ROOT = Path(__file__).parents[3]
PROJECT = "clearml-platform"


class _AtOnce(ThreadPoolExecutor):
    """Runs each call when it is submitted, so that a run has one order."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the caller gets it
            future.set_exception(error)
        return future


class _Messages(logging.Handler):
    """Collects what the program logs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@cache
def main() -> Callable[[], Any]:
    """The program's `main`, which `pulumi.run` would run."""
    captured: list[Callable[[], Any]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulumi, "run", captured.append)
        patch.setattr(lean_sdk, "reduce_overhead", lambda: None)
        spec = importlib.util.spec_from_file_location("program_under_test", ROOT / "__main__.py")
        assert spec is not None
        assert spec.loader is not None
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return captured[0]


def run_program(monitor: Monitor, name: str, folder: Path, config: Mapping[str, str], secret: list[str]) -> list[str]:
    """Run the program of a stack to its end and return what it logged. Raises what the program raises."""
    logger, messages = logging.getLogger(f"program.{name}"), _Messages()
    logger.handlers, logger.propagate = [messages], False
    with _quiet_sdk(), _inside(folder), _loop() as loop:
        mocks.set_mocks(None, PROJECT, name, False, logger, monitor, "organization")  # type: ignore[arg-type]  # the monitor answers, not mocks
        settings.set_root_resource(None)  # type: ignore[arg-type]  # set_mocks has made one
        settings.SETTINGS.outputs.clear()  # a stopped run has left some
        runtime_config.set_all_config(dict(config), secret)
        loop.run_until_complete(stack.run_in_stack(lambda: pulumi.run(main())))
    return messages.lines


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_AtOnce(max_workers=1))
    loop.set_exception_handler(lambda *_: None)  # a stopped run leaves futures behind
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        loop.run_until_complete(_cancel_rest())
        asyncio.set_event_loop(None)
        loop.close()


async def _cancel_rest() -> None:
    """Cancel what a stopped run left behind, and what its cancellation starts; no coroutine is left unawaited."""
    while rest := asyncio.all_tasks() - {asyncio.current_task()}:
        for task in rest:
            task.cancel()
        await asyncio.wait(rest)


@contextmanager
def _quiet_sdk() -> Iterator[None]:
    """The program's `reduce_overhead`, undone at the end, without its settings of the garbage collector."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulumi.log, "debug", lambda *_, **__: None)
        patch.setattr(sdk, "_get_stack_trace", source_pb2.StackTrace)
        yield


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
