"""Runs one command to its end and times it; leaves nothing behind, also when interrupted."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import session
from bench.memory import Watch

LAST_WORDS = 2000


class BenchError(Exception):
    """A part of the benchmark did not work; the text is for the person who started it."""


@dataclass(frozen=True)
class Finished:
    """A command that succeeded: wall time in seconds, what it printed, peak memory by role in bytes."""

    seconds: float
    text: str
    memory: Mapping[str, int] = field(default_factory=dict)


def run(argv: Sequence[str], *, cwd: Path, environ: Mapping[str, str], stdin: str | None = None) -> Finished:
    """Run a command in a session of its own; raises BenchError with its last words when it fails."""
    started = time.perf_counter()
    with _started(argv, cwd, environ) as process:
        try:
            with Watch(process.pid) as watch:
                text, errors = process.communicate(stdin)
                seconds = time.perf_counter() - started
        finally:
            session.kill(process.pid)
            process.wait()
    if process.returncode != 0:
        last = (text + errors)[-LAST_WORDS:]
        raise BenchError(f"{' '.join(argv[:4])} … ended with {process.returncode}:\n{last}")
    return Finished(seconds, text, watch.peaks)


def _started(argv: Sequence[str], cwd: Path, environ: Mapping[str, str]) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen(
        argv, cwd=cwd, env=dict(environ), stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )
