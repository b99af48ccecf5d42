"""Starts, finds and stops the demo's ClearML simulator, by its command line and its health endpoint."""

from __future__ import annotations

import shutil
import socket
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from sandbox.demo import process
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import SetupError

SEED = Path(__file__).with_name("seed.json")
HEALTH_SECONDS = 30.0
ATTEMPTS = 3  # a free port can be taken by another program before the simulator binds it


@dataclass(frozen=True)
class Simulator:
    """A running simulator."""

    process: process.Process

    @property
    def url(self) -> str:
        """The address of its API."""
        return f"http://127.0.0.1:{self.process.port}"


def running(layout: Layout) -> Simulator | None:
    """Return the simulator that runs for this checkout, or None."""
    record = process.read_record(_record(layout))
    return Simulator(record) if record is not None and record.alive else None


def start(layout: Layout) -> tuple[Simulator, bool]:
    """Return the running simulator and whether this call started it; SetupError if it does not come up in time."""
    already = running(layout)
    if already is not None and _healthy(already):
        return already, False
    if already is not None:
        already.process.stop()
    if not (layout.venv / ".installed").is_file():
        raise SetupError("the sandbox is not set up (the virtual environment is missing): run `make setup` first")
    for _ in range(ATTEMPTS):
        candidate = _spawn(layout, _free_port())
        if _healthy(candidate):
            return candidate, True
        candidate.process.stop()
    raise SetupError(f"the ClearML simulator did not come up: {_last_words(layout)} (whole log: {_log(layout)})")


def stop(layout: Layout) -> bool:
    """Stop the simulator and remove its data; return whether one was running."""
    current = running(layout)
    if current is not None:
        current.process.stop()
    shutil.rmtree(layout.simulator, ignore_errors=True)
    return current is not None


def _spawn(layout: Layout, port: int) -> Simulator:
    data = layout.simulator / "clearml.db"
    data.parent.mkdir(parents=True, exist_ok=True)
    argv = [str(layout.venv / "bin" / "python"), "-m", "sandbox.clearml", "--port", str(port), "--data", str(data)]
    argv += ["--profile", "enterprise", "--seed", str(SEED)]
    # The data file's path is in this checkout and in no other command line.
    spawned = process.spawn(argv, port, str(data), cwd=layout.root, log=_log(layout))
    process.write_record(spawned, _record(layout))
    return Simulator(spawned)


def _healthy(candidate: Simulator) -> bool:
    # A proxy of the environment must not be asked for loopback addresses.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + HEALTH_SECONDS
    while candidate.process.alive and time.monotonic() < deadline:
        try:
            with opener.open(f"{candidate.url}/debug.ping", timeout=2) as answer:
                if answer.status == 200:
                    return candidate.process.alive
        except OSError:
            time.sleep(process.POLL_SECONDS)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _record(layout: Layout) -> Path:
    return layout.simulator / "process.json"


def _log(layout: Layout) -> Path:
    return layout.logs / "clearml.log"


def _last_words(layout: Layout) -> str:
    lines = _log(layout).read_text(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "it printed nothing"
