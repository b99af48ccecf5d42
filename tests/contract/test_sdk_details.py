"""The private details of Pulumi's SDK that this program relies on, in the installed version."""

import asyncio
import importlib.util
import inspect
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pulumi
import pytest
from pulumi.runtime import invoke_async
from pulumi.runtime import resource as sdk
from pulumi.runtime.proto import source_pb2

from components.shared import read_state
from components.shared.previous import UNKNOWN_STATE
from providers.clearml.shared import plugin
from providers.clearml.shared.plugin import has_signature


def test_the_functions_that_are_replaced_have_the_expected_signatures() -> None:
    assert has_signature(inspect.unwrap(pulumi.log.debug), "msg", "resource", "stream_id", "ephemeral", returns="None")
    assert has_signature(sdk._get_stack_trace, returns="StackTrace")
    assert has_signature(sdk._get_source_position, "stack")
    assert sdk._get_source_position(source_pb2.StackTrace()) is None


def test_the_plugin_module_sends_the_text_that_is_replaced() -> None:
    spec = importlib.util.find_spec(plugin.PLUGIN_MODULE)
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text(encoding="utf-8")
    assert "def _abort_with_traceback(" in source
    assert "traceback.format_exc()" in source
    assert "futures.ThreadPoolExecutor(max_workers=" in source


def test_a_pool_can_be_widened() -> None:
    with ThreadPoolExecutor(4) as pool:
        plugin.widen_pool.cache_clear()
        plugin.widen_pool(11)
        assert pool._max_workers == 11


def test_the_state_is_read_by_token_and_arguments() -> None:
    assert list(inspect.signature(invoke_async).parameters)[:2] == ["tok", "props"]
    assert inspect.iscoroutinefunction(invoke_async)


async def _without_arguments() -> None:
    """A function of a later SDK."""


async def _other_answer(*_: object) -> dict[str, str]:
    return {"stack": "test"}


@pytest.mark.parametrize("changed", [_without_arguments, _other_answer])
def test_a_changed_way_to_read_the_state_is_a_warning(changed: object, monkeypatch: pytest.MonkeyPatch) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(read_state, "invoke_async", changed)
    monkeypatch.setattr(pulumi.log, "warn", warnings.append)
    assert asyncio.run(read_state.read_previous_state()) == UNKNOWN_STATE
    (line,) = warnings
    assert "cannot read the previous state" in line


def test_a_detail_that_is_missing_in_the_plugin_is_reported_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plugin, "in_plugin", lambda: True)
    monkeypatch.setattr(plugin, "gc", type("NoPool", (), {"get_objects": staticmethod(list)}))
    monkeypatch.setattr(traceback, "format_exc", lambda *, style="text": style)
    for adjust in (plugin.widen_pool, plugin.one_line_errors):
        adjust.cache_clear()
    for _ in range(2):
        plugin.widen_pool(12)
        plugin.one_line_errors()
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert traceback.format_exc(style="json") == "json"  # type: ignore[call-arg]  # a later signature
    for adjust in (plugin.widen_pool, plugin.one_line_errors):
        adjust.cache_clear()
