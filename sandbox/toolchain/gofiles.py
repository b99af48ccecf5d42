"""The files of a program that was built here: where they are, whether they are current, how they are removed."""

from __future__ import annotations

import os
from pathlib import Path

from sandbox.toolchain import stamp
from sandbox.toolchain.gotool import GoTool
from sandbox.toolchain.layout import Layout


def is_current(tool: GoTool, layout: Layout) -> bool:
    """Return whether the program and its scripts are there, made from today's go.mod, go.sum and flags."""
    there = all((folder(tool, layout) / name).is_file() for name in _names(tool))
    return there and stamp.is_current(_mark(tool, layout), _digest(tool))


def mark_current(tool: GoTool, layout: Layout) -> None:
    """Record that the program was made from today's go.mod, go.sum and flags."""
    stamp.write(_mark(tool, layout), _digest(tool))


def remove(tool: GoTool, layout: Layout) -> None:
    """Remove the program, so that another one on PATH is used."""
    for name in (*_names(tool), _mark(tool, layout).name):
        (folder(tool, layout) / name).unlink(missing_ok=True)
    if tool.plugin and folder(tool, layout).is_dir():
        # The engine takes any folder of that name for an installed plugin.
        folder(tool, layout).rmdir()


def folder(tool: GoTool, layout: Layout) -> Path:
    """Return the folder that the program runs from."""
    return layout.plugin(tool.plugin, tool.version) if tool.plugin else layout.bin


def partial(tool: GoTool, layout: Layout) -> Path:
    """Return the file to build into, in a folder that exists; files that interrupted builds left are removed."""
    target = folder(tool, layout)
    target.mkdir(parents=True, exist_ok=True)
    for abandoned in target.glob(f".{tool.name}.partial-*"):
        abandoned.unlink(missing_ok=True)
    # The process id separates the file of this set-up from that of a killed one whose Go still runs.
    return target / f".{tool.name}.partial-{os.getpid()}"


def _names(tool: GoTool) -> tuple[str, ...]:
    return (tool.name, *(Path(script.path).name for script in tool.scripts))


def _mark(tool: GoTool, layout: Layout) -> Path:
    return folder(tool, layout) / f".{tool.name}.built"


def _digest(tool: GoTool) -> str:
    pins = (tool.source / "go.mod", tool.source / "go.sum")
    # A package with a leading dot is a main of our own, beside the pins.
    mains = sorted((tool.source / tool.package).glob("*.go")) if tool.package.startswith(".") else []
    return stamp.digest(*pins, *mains, tool.package, tool.ldflags)
