"""Builds a program of the table from its Go module into the folder where it serves; Go's cache makes it resumable."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from sandbox.toolchain import stamp
from sandbox.toolchain.command import run
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import SetupError, Step, step
from sandbox.toolchain.tools import GoTool, required_go

# A go.work of a folder above must not change what is built.
GO_ENVIRONMENT = {"CGO_ENABLED": "0", "GOWORK": "off"}


def is_current(tool: GoTool, layout: Layout) -> bool:
    """Tell whether the program and its scripts stand there, made from today's go.mod, go.sum and flags."""
    there = all((_home(tool, layout) / name).is_file() for name in _names(tool))
    return there and stamp.is_current(_mark(tool, layout), _digest(tool))


def ensure(tool: GoTool, layout: Layout) -> None:
    """Build the program unless it is current; it appears in its folder whole or not at all."""
    with step(tool.label) as current:
        current.result = f"{tool.name} {tool.version}, built from Go modules"
        if is_current(tool, layout):
            return
        current.say(f"building {tool.name} {tool.version} from Go modules ({tool.minutes})")
        _check_go(tool, layout, current)
        for script in tool.scripts:
            _install_script(_module_folder(tool, script.module, layout, current) / script.path, layout)
        _build(tool, layout, current)
        stamp.write(_mark(tool, layout), _digest(tool))


def remove(tool: GoTool, layout: Layout) -> None:
    """Take the program away, so that another one on PATH is found."""
    for name in (*_names(tool), _mark(tool, layout).name):
        (_home(tool, layout) / name).unlink(missing_ok=True)
    if tool.plugin and _home(tool, layout).is_dir():
        # The engine takes any folder of that name for an installed plugin.
        _home(tool, layout).rmdir()


def _build(tool: GoTool, layout: Layout, current: Step) -> None:
    # The process id keeps apart what a killed set-up's Go, still at work, and this one write.
    home = _home(tool, layout)
    home.mkdir(parents=True, exist_ok=True)
    for left_over in home.glob(f".{tool.name}.partial-*"):
        left_over.unlink(missing_ok=True)
    partial = home / f".{tool.name}.partial-{os.getpid()}"
    argv = ["go", "build", "-mod=readonly", "-trimpath", "-ldflags", tool.stamped]
    _go([*argv, "-o", str(partial), tool.package], tool, layout, current)
    partial.replace(home / tool.name)


def _install_script(source: Path, layout: Layout) -> None:
    layout.bin.mkdir(parents=True, exist_ok=True)
    partial = layout.bin / f".{source.name}.partial"
    partial.unlink(missing_ok=True)
    shutil.copyfile(source, partial)
    partial.chmod(0o755)
    partial.replace(layout.bin / source.name)


def _module_folder(tool: GoTool, module: str, layout: Layout, current: Step) -> Path:
    # `list -m` alone prints no folder for a module that is not downloaded yet.
    output = _go(["go", "mod", "download", "-json", module], tool, layout, current)
    found = re.search(r'"Dir": "(.+)"', output)
    if found is None:
        raise SetupError(f"{current.name}: Go names no folder for {module}: run `go clean -modcache` and try again")
    return Path(found.group(1))


def _check_go(tool: GoTool, layout: Layout, current: Step) -> None:
    needed = required_go(tool.source / "go.mod")
    if shutil.which("go") is None:
        raise SetupError(f"{current.name}: there is no Go on PATH: install Go {needed} or newer, or {tool.instead}")
    # Since 1.21 Go fetches or refuses by itself what go.mod asks for; older ones have to be stopped here.
    found = re.search(r"go(\d+)\.(\d+)", _go(["go", "version"], tool, layout, current))
    if found and (int(found[1]), int(found[2])) < (1, 21):
        raise SetupError(f"{current.name}: Go {found[1]}.{found[2]} is too old: install Go {needed} or newer")


def _go(argv: list[str], tool: GoTool, layout: Layout, current: Step) -> str:
    return run(argv, current, layout.logs / f"{tool.name}.log", cwd=tool.source, environment=GO_ENVIRONMENT)


def _names(tool: GoTool) -> tuple[str, ...]:
    return (tool.name, *(Path(script.path).name for script in tool.scripts))


def _home(tool: GoTool, layout: Layout) -> Path:
    return layout.plugin(tool.plugin, tool.version) if tool.plugin else layout.bin


def _mark(tool: GoTool, layout: Layout) -> Path:
    return _home(tool, layout) / f".{tool.name}.built"


def _digest(tool: GoTool) -> str:
    pins = (tool.source / "go.mod", tool.source / "go.sum")
    # A package with a leading dot is a main of our own, beside the pins.
    mains = sorted((tool.source / tool.package).glob("*.go")) if tool.package.startswith(".") else []
    return stamp.digest(*pins, *mains, tool.package, tool.ldflags)
