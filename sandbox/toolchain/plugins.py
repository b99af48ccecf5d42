"""Installs the resource plugins of an engine that was built here and cannot download any.

They go to the sandbox's own PULUMI_HOME, not to PATH: found there, a plugin serves any version of its SDK, with two
warnings in every run. Another PULUMI_HOME can use them by a symbolic link from its `plugins` to this one's.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from sandbox.toolchain import gofiles, stamp
from sandbox.toolchain.command_plugin import VERSION
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import step
from sandbox.toolchain.tools import KUBERNETES_PLUGIN

COMMAND = "pulumi-resource-command"
# The checkout is put on Python's path, not into the environment, which belongs to the commands that the plugin runs.
LAUNCHER = """#!/bin/sh
exec {python} -P -c 'import sys; sys.path.insert(0, sys.argv.pop(1))
from sandbox.toolchain.command_plugin.main import main
main()' {checkout} "$@"
"""


def ensure_command(layout: Layout) -> None:
    """Install the stand-in for the Command plugin."""
    with step("plugin") as current:
        current.result = "pulumi-resource-command, the sandbox's stand-in"
        path = _command_plugin(layout)
        stamp.write(path, command_launcher(layout.venv / "bin" / "python", layout.root))
        path.chmod(0o755)


def remove(layout: Layout) -> None:
    """Remove the plugins that were built here, so that the vendor's CLI downloads the vendor's."""
    gofiles.remove(KUBERNETES_PLUGIN, layout)
    path = _command_plugin(layout)
    # A folder without the launcher is the vendor's.
    if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh"):
        shutil.rmtree(path.parent)


def command_launcher(python: Path, checkout: Path) -> str:
    """Return the program that the engine starts: a shell script, because a path can hold what `#!` cannot."""
    return LAUNCHER.format(python=shlex.quote(str(python)), checkout=shlex.quote(str(checkout)))


def _command_plugin(layout: Layout) -> Path:
    return layout.plugin("command", VERSION) / COMMAND
