"""Runs one command, measures time and memory, and stops all its processes, also on an interrupt."""

import json
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import session
from bench.memory import Watch

MAX_OUTPUT = 2000


class BenchError(Exception):
    """A part of the benchmark failed; `str()` is the reason."""


@dataclass(frozen=True)
class CommandResult:
    """A successful command: wall-clock seconds, output, peak memory by role in bytes.

    `lines` are the lines of output with the seconds since the start, if `stamp` was set.
    """

    seconds: float
    text: str
    memory: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[tuple[float, str], ...] = ()


def run(
    argv: Sequence[str], *, cwd: Path, environ: Mapping[str, str], stdin: str | None = None, stamp: bool = False
) -> CommandResult:
    """Run a command in a new session. Raises BenchError with the end of its output if it fails.

    With `stamp` the result has `lines`, which include stderr.
    """
    started = time.perf_counter()
    with _started(argv, cwd, environ, subprocess.STDOUT if stamp else subprocess.PIPE) as process:
        try:
            with Watch(process.pid) as watch:
                lines = tuple(_stamped(process, started)) if stamp else ()
                rest, errors = process.communicate(stdin)
                seconds = time.perf_counter() - started
        finally:
            session.kill(process.pid)
            process.wait()
    text = "".join(line for _, line in lines) + rest
    if process.returncode != 0:
        output = (_diagnostics(lines) or text + (errors or ""))[-MAX_OUTPUT:]
        raise BenchError(f"{' '.join(argv[:4])} … ended with {process.returncode}:\n{output}")
    return CommandResult(seconds, text, watch.peaks, lines)


def _stamped(process: "subprocess.Popen[str]", started: float) -> Iterator[tuple[float, str]]:
    assert process.stdout is not None  # noqa: S101 - a pipe; narrows the type
    for line in process.stdout:
        yield time.perf_counter() - started, line


def _diagnostics(lines: Iterable[tuple[float, str]]) -> str:
    """Messages in the engine's diagnostic events; empty without events."""
    events = [json.loads(line) for _, line in lines if line.startswith("{")]
    return "".join(event["diagnosticEvent"]["message"] for event in events if "diagnosticEvent" in event)


def _started(argv: Sequence[str], cwd: Path, environ: Mapping[str, str], errors: int) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen(
        argv, cwd=cwd, env=dict(environ), stdin=pipe, stdout=pipe, stderr=errors, text=True, start_new_session=True
    )
