"""kill -9 of the engine alone: its plugin ends too, and makes no further call, however slow the server is."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.live.tenants.stack import Stack
from tests.live.tenants.test_crash import wait_for_call
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

TENANTS = ("acme", "globex", "initech")
SLOW = 1.5
"""Seconds that the server takes for each call."""
WITHIN = 4.0
"""Seconds within which the plugin must be gone, on a busy machine."""


def plugins(session: int) -> list[int]:
    """Processes of a session that run the dynamic provider."""
    pids = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [pid for pid in pids if _session(pid) == session and b"pulumi.dynamic" in _command_line(pid)]


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_the_plugin_ends_with_its_engine(stack: Stack, server: Simulator) -> None:
    for slug in TENANTS:
        stack.write(slug, login={"domains": [f"{slug}.example"]}, workers={"queues": {"default": {}}})
    server.fault(kind="slow", seconds=SLOW, when="after", times=100_000)
    running = stack.start("up", "--yes", "--skip-preview")
    try:
        wait_for_call(server, "system.create_company")
        assert plugins(running.pid)
        os.kill(running.pid, signal.SIGKILL)
        deadline = time.monotonic() + WITHIN
        while plugins(running.pid):
            assert time.monotonic() < deadline, "the plugin outlives its engine"
            time.sleep(0.1)
        time.sleep(2 * SLOW)  # calls that were under way end on the server
        calls = len(server.calls())
        time.sleep(2 * SLOW)
        assert len(server.calls()) == calls
    finally:
        server.clear_faults()
        for pid in plugins(running.pid):
            os.kill(pid, signal.SIGKILL)
        running.communicate()

    stack.pulumi("cancel", "--yes")
    stack.up().succeeded()
    names = [company["name"] for company in server.state()["companies"]]
    assert sorted(names) == sorted(set(names))
    assert {slug.title() for slug in TENANTS} <= set(names)
