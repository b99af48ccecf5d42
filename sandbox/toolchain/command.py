"""Runs one program of the set-up: output into a log file, a sign of life now and then, one line when it fails."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sandbox.toolchain.diagnosis import explain, last_line
from sandbox.toolchain.progress import SetupError, Step

SIGN_OF_LIFE_SECONDS = 20.0


def run(
    argv: Sequence[str | Path], current: Step, log: Path, *, cwd: Path, environment: Mapping[str, str] | None = None
) -> str:
    """Run a program to its end and return what it printed (both streams).

    `environment` is merged over the caller's. Raises SetupError with the cause, or with the last line and the log's
    name where the cause is unknown.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w+") as sink:
        code = _wait(argv, current, sink.fileno(), cwd, {**os.environ, **(environment or {})})
        sink.seek(0)
        output = sink.read()
    if code != 0:
        cause = explain(output) or f"{Path(argv[0]).name} failed: {last_line(output)} (all of it: {log})"
        raise SetupError(f"{current.name}: {cause}")
    return output


def _wait(argv: Sequence[str | Path], current: Step, sink: int, cwd: Path, environment: Mapping[str, str]) -> int:
    try:
        process = subprocess.Popen(  # noqa: S603 - argument lists of this package, no shell
            [str(word) for word in argv], cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
        )
    except FileNotFoundError as error:
        raise SetupError(f"{current.name}: {argv[0]} is not installed or not on PATH") from error
    try:
        while True:
            try:
                return process.wait(timeout=SIGN_OF_LIFE_SECONDS)
            except subprocess.TimeoutExpired:
                current.say("… still at it")
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
