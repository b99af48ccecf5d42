"""Builds a program of the table from its Go module into the folder that it runs from; Go's cache makes it resumable."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

from sandbox.toolchain import gofiles
from sandbox.toolchain.command import Command
from sandbox.toolchain.gotool import GoTool, required_go
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import SetupError

# A go.work of a folder above must not change what is built.
GO_ENVIRONMENT = {"CGO_ENABLED": "0", "GOWORK": "off"}


class Build:
    """A build under way; the program appears in its folder whole or not at all."""

    def __init__(self, tool: GoTool, layout: Layout) -> None:
        """Start it. Raises SetupError if there is no Go that can build it."""
        self.tool, self._layout = tool, layout
        self._started = time.monotonic()
        _check_go(tool, layout)
        for script in tool.scripts:
            _install_script(_module_folder(tool, script.module, layout) / script.path, layout)
        self._partial = gofiles.partial(tool, layout)
        argv = ["go", "build", "-mod=readonly", "-trimpath", "-ldflags", tool.stamped]
        self._command = _go([*argv, "-o", str(self._partial), tool.package], tool, layout)

    @property
    def age(self) -> float:
        """The seconds since it began."""
        return time.monotonic() - self._started

    @property
    def processor_seconds(self) -> float:
        """The user and system time of a build that has ended."""
        return self._command.processor_seconds

    def ended(self, seconds: float) -> bool:
        """Wait this long for its end at most; return whether it has ended."""
        return self._command.ended(seconds)

    def install(self) -> None:
        """Put the built program into its folder; SetupError with the cause if the build failed."""
        self._command.output()
        self._partial.replace(gofiles.folder(self.tool, self._layout) / self.tool.name)
        gofiles.mark_current(self.tool, self._layout)

    def stop(self) -> None:
        """End a build that still runs; Go's cache keeps what it has compiled."""
        self._command.stop()


def _install_script(source: Path, layout: Layout) -> None:
    layout.bin.mkdir(parents=True, exist_ok=True)
    partial = layout.bin / f".{source.name}.partial"
    partial.unlink(missing_ok=True)
    shutil.copyfile(source, partial)
    partial.chmod(0o755)
    partial.replace(layout.bin / source.name)


def _module_folder(tool: GoTool, module: str, layout: Layout) -> Path:
    # `list -m` alone prints no folder for a module that is not downloaded yet.
    output = _output(["go", "mod", "download", "-json", module], tool, layout)
    match = re.search(r'"Dir": "(.+)"', output)
    if match is None:
        raise SetupError(f"{tool.name}: Go names no folder for {module}: run `go clean -modcache` and try again")
    return Path(match.group(1))


def _check_go(tool: GoTool, layout: Layout) -> None:
    needed = required_go(tool.source / "go.mod")
    if shutil.which("go") is None:
        raise SetupError(f"{tool.name}: there is no Go on PATH: install Go {needed} or newer, or {tool.instead}")
    # Since 1.21, Go itself fetches or refuses the version that go.mod requires; older ones are refused here.
    match = re.search(r"go(\d+)\.(\d+)", _output(["go", "version"], tool, layout))
    if match and (int(match[1]), int(match[2])) < (1, 21):
        raise SetupError(f"{tool.name}: Go {match[1]}.{match[2]} is too old: install Go {needed} or newer")


def _output(argv: list[str], tool: GoTool, layout: Layout) -> str:
    command = _go(argv, tool, layout)
    try:
        return command.output()
    finally:
        command.stop()


def _go(argv: list[str], tool: GoTool, layout: Layout) -> Command:
    log = layout.logs / f"{tool.name}.log"
    return Command(argv, tool.name, log, cwd=tool.source, environment=GO_ENVIRONMENT)
