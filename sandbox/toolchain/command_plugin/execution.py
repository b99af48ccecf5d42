"""Runs a command to its end and keeps its output. An error contains the command and its output, no environment."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

from sandbox.toolchain.command_plugin.inputs import Inputs

STDOUT_VARIABLE, STDERR_VARIABLE = "PULUMI_COMMAND_STDOUT", "PULUMI_COMMAND_STDERR"
Show = Callable[[str], None]


class CommandFailed(Exception):
    """A command could not be started or failed: reason, command and whole output, worded as by the vendor."""


@dataclass
class _Output:
    """The output on both streams, each alone and both in the order of arrival."""

    streams: dict[str, list[str]] = field(default_factory=lambda: {"stdout": [], "stderr": []})
    together: list[str] = field(default_factory=list)

    def text(self, stream: str) -> str:
        return "".join(self.streams[stream]).removesuffix("\n")


class Running:
    """The commands that run now, so that they can be ended with the plugin."""

    def __init__(self) -> None:
        self._processes: set[subprocess.Popen[str]] = set()

    def run(self, command: str, inputs: Inputs, seconds: float, show: Show) -> dict[str, str]:
        """Run a command and return its `stdout` and `stderr`; CommandFailed, with both in it, if it fails.

        `seconds` is how long it may take, 0 without limit. `show` gets each line of the streams that
        `logging` selects.
        """
        output = _Output()
        reason = self._ended(command, inputs, seconds, show, output)
        if reason:
            raise CommandFailed(f"{reason}: running {json.dumps(command)}:\n{''.join(output.together)}")
        return {stream: output.text(stream) for stream in output.streams}

    def kill(self) -> None:
        """End every command that runs."""
        for process in list(self._processes):
            process.kill()

    def _ended(self, command: str, inputs: Inputs, seconds: float, show: Show, output: _Output) -> str:
        try:
            process = subprocess.Popen(  # noqa: S603 - running it is what the resource is for
                [*inputs.interpreter, command],
                cwd=inputs.dir,
                env=_environment(inputs),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
        except OSError as error:
            return f"{error.strerror}: {error.filename}"
        self._processes.add(process)
        overdue = threading.Timer(seconds, process.kill) if seconds else None
        if overdue:
            overdue.start()
        try:
            _exchange(process, inputs, show, output)
        finally:
            self._processes.discard(process)
            if overdue:
                overdue.cancel()
        return _reason(process.returncode)


def _exchange(process: subprocess.Popen[str], inputs: Inputs, show: Show, output: _Output) -> None:
    threads = [
        threading.Thread(target=_read, args=(stream, name, inputs.logs(name), show, output))
        for name, stream in (("stdout", process.stdout), ("stderr", process.stderr))
    ]
    threads.append(threading.Thread(target=_write, args=(process.stdin, inputs.stdin or "")))
    for thread in threads:
        thread.start()
    process.wait()
    for thread in threads:
        thread.join()


def _read(stream: IO[str], name: str, shown: bool, show: Show, output: _Output) -> None:
    with stream:
        for line in stream:
            output.streams[name].append(line)
            output.together.append(line)
            if shown:
                show(line.rstrip("\n"))


def _write(stream: IO[str], text: str) -> None:
    try:
        with stream:
            stream.write(text)
    except BrokenPipeError:
        return  # a command need not read its input


def _environment(inputs: Inputs) -> dict[str, str]:
    previous = {STDOUT_VARIABLE: inputs.stdout, STDERR_VARIABLE: inputs.stderr} if inputs.add_previous else {}
    return {**os.environ, **inputs.environment, **{key: text for key, text in previous.items() if text}}


def _reason(code: int) -> str:
    if code == 0:
        return ""
    return f"exit status {code}" if code > 0 else f"ended by signal {-code}"
