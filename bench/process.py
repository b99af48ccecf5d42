"""Runs one command to its end and times it; leaves nothing behind, also when interrupted."""

import json
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import session
from bench.memory import Watch

LAST_WORDS = 2000


class BenchError(Exception):
    """A part of the benchmark did not work; the text is for the person who started it."""


@dataclass(frozen=True)
class Finished:
    """A command that succeeded: wall time in seconds, what it printed, peak memory by role in bytes.

    `lines`: where asked for, each line of the output with the second, from the start, at which it came.
    """

    seconds: float
    text: str
    memory: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[tuple[float, str], ...] = ()


def run(
    argv: Sequence[str], *, cwd: Path, environ: Mapping[str, str], stdin: str | None = None, stamp: bool = False
) -> Finished:
    """Run a command in a session of its own; raises BenchError with its last words when it fails.

    With `stamp` the result has `lines`, and errors stand among them.
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
        last = (_said(lines) or text + (errors or ""))[-LAST_WORDS:]
        raise BenchError(f"{' '.join(argv[:4])} … ended with {process.returncode}:\n{last}")
    return Finished(seconds, text, watch.peaks, lines)


def _stamped(process: "subprocess.Popen[str]", started: float) -> Iterator[tuple[float, str]]:
    assert process.stdout is not None  # noqa: S101 (narrows the type: PIPE was given)
    for line in process.stdout:
        yield time.perf_counter() - started, line


def _said(lines: Iterable[tuple[float, str]]) -> str:
    """What a person is told in the engine's events; empty where there are none."""
    events = [json.loads(line) for _, line in lines if line.startswith("{")]
    return "".join(event["diagnosticEvent"]["message"] for event in events if "diagnosticEvent" in event)


def _started(argv: Sequence[str], cwd: Path, environ: Mapping[str, str], errors: int) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen(
        argv, cwd=cwd, env=dict(environ), stdin=pipe, stdout=pipe, stderr=errors, text=True, start_new_session=True
    )
