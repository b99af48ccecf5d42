"""Runs a command to its end and keeps what it said. Nothing but the command's own output ever gets into an error."""

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
Say = Callable[[str], None]


class CommandFailed(Exception):
    """A command could not be started or ended badly: why, which command, all of its output, in the vendor's words."""


@dataclass
class _Output:
    """What both streams said, each alone and both in the order in which it came."""

    streams: dict[str, list[str]] = field(default_factory=lambda: {"stdout": [], "stderr": []})
    together: list[str] = field(default_factory=list)

    def text(self, stream: str) -> str:
        return "".join(self.streams[stream]).removesuffix("\n")


class Running:
    """The commands that run now, so that they can be ended with the plugin."""

    def __init__(self) -> None:
        self._processes: set[subprocess.Popen[str]] = set()

    def run(self, command: str, inputs: Inputs, seconds: float, say: Say) -> dict[str, str]:
        """Run a command and return its `stdout` and `stderr`; CommandFailed, with both in it, if it fails.

        `seconds` is how long it may take, 0 for ever. Each line is passed to `say` as the inputs' `logging` wants it.
        """
        output = _Output()
        why = self._ended(command, inputs, seconds, say, output)
        if why:
            raise CommandFailed(f"{why}: running {json.dumps(command)}:\n{''.join(output.together)}")
        return {stream: output.text(stream) for stream in output.streams}

    def kill(self) -> None:
        """End everything that runs."""
        for process in list(self._processes):
            process.kill()

    def _ended(self, command: str, inputs: Inputs, seconds: float, say: Say, output: _Output) -> str:
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
            _converse(process, inputs, say, output)
        finally:
            self._processes.discard(process)
            if overdue:
                overdue.cancel()
        return _reason(process.returncode)


def _converse(process: subprocess.Popen[str], inputs: Inputs, say: Say, output: _Output) -> None:
    threads = [
        threading.Thread(target=_read, args=(stream, name, inputs.logs(name), say, output))
        for name, stream in (("stdout", process.stdout), ("stderr", process.stderr))
    ]
    threads.append(threading.Thread(target=_write, args=(process.stdin, inputs.stdin or "")))
    for thread in threads:
        thread.start()
    process.wait()
    for thread in threads:
        thread.join()


def _read(stream: IO[str], name: str, shown: bool, say: Say, output: _Output) -> None:
    with stream:
        for line in stream:
            output.streams[name].append(line)
            output.together.append(line)
            if shown:
                say(line.rstrip("\n"))


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
