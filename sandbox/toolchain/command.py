"""Runs one program of the set-up: its output goes into a log file, and a failure becomes one line."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sandbox.toolchain.diagnosis import explain, last_line
from sandbox.toolchain.progress import SetupError, Step

SIGN_OF_LIFE_SECONDS = 20.0


class Command:
    """A program that runs; `name` is what its failure begins with, `environment` is merged over the caller's."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        name: str,
        log: Path,
        *,
        cwd: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start it. Raises SetupError if there is no such program."""
        self.processor_seconds = 0.0
        self._name, self._log, self._program = name, log, Path(argv[0])
        log.parent.mkdir(parents=True, exist_ok=True)
        self._process = _start(argv, name, log, cwd, {**os.environ, **(environment or {})})

    def ended(self, seconds: float) -> bool:
        """Wait this long for its end at most; return whether it has ended."""
        before = _children_seconds()
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        # The system counts a child when it is collected, here, with all that it waited for itself.
        self.processor_seconds += _children_seconds() - before
        return True

    def output(self) -> str:
        """Return, at its end, the text of both streams; SetupError with the cause, or the last line, if it failed."""
        code = self._process.wait()
        text = self._log.read_text(errors="replace")
        if code != 0:
            cause = explain(text) or f"{self._program.name} failed: {last_line(text)} (whole output: {self._log})"
            raise SetupError(f"{self._name}: {cause}")
        return text

    def stop(self) -> None:
        """End it if it still runs."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def run(
    argv: Sequence[str | Path], current: Step, log: Path, *, cwd: Path, environment: Mapping[str, str] | None = None
) -> str:
    """Run a program to its end and return what it printed (both streams); raises SetupError as Command does."""
    command = Command(argv, current.name, log, cwd=cwd, environment=environment)
    try:
        while not command.ended(SIGN_OF_LIFE_SECONDS):
            current.report("… still running")
    finally:
        command.stop()
    return command.output()


def _start(
    argv: Sequence[str | Path], name: str, log: Path, cwd: Path, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    with log.open("w") as sink:
        try:
            return subprocess.Popen(  # noqa: S603 - argument lists of this package, no shell
                [str(word) for word in argv],
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
            )
        except FileNotFoundError as error:
            raise SetupError(f"{name}: {argv[0]} is not installed or not on PATH") from error


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
