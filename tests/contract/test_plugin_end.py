"""The plugin ends when the engine's end of its output is closed, also below a shell that stays."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import grpc  # type: ignore[import-untyped]  # has no types
import pytest

from providers.clearml.queue import QueueProvider
from tests.contract.plugin_process import ROOT, Plugin

CONNECTION = {"clearml:host": "http://127.0.0.1:9", "clearml:accessKey": "TEST", "clearml:secretKey": "test"}


@contextmanager
def started() -> Iterator["subprocess.Popen[bytes]"]:
    """A plugin below a shell, as Pulumi's own script starts it."""
    command = ["/bin/sh", "-c", f"'{sys.executable}' -u -m pulumi.dynamic; exit $?"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("closed", [True, False])
def test_the_plugin_ends_with_the_pipe_to_its_engine(closed: bool) -> None:
    with started() as process:
        assert process.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
            Plugin(channel, CONNECTION).check(QueueProvider(), {}, {"tenant": "acme"})
        if closed:
            process.stdout.close()
            assert process.wait(timeout=5) == 1
        else:
            time.sleep(1.5)
            assert process.poll() is None
            process.stdout.close()
            process.wait(timeout=5)
