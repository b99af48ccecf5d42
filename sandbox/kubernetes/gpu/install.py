"""Installs the stand-ins for nvidia-smi and python3 in the folder that `kubectl exec` searches."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from sandbox.toolchain.layout import HERE

LAUNCHER = '#!/bin/sh\nPYTHONPATH={checkout} exec {python} -m {module} {folder} "$@"\n'
MODULES = {"nvidia-smi": "sandbox.kubernetes.gpu.smi", "python3": "sandbox.kubernetes.connections"}
"""Program: the module that stands in for it."""


def install(stand_ins: Path, gpus: Path) -> None:
    """Write the launchers. Their PATH holds no other program, so every path in them is absolute."""
    for program, module in MODULES.items():
        words = {"checkout": HERE.root, "python": sys.executable, "module": module, "folder": gpus}
        path = stand_ins / program
        path.write_text(LAUNCHER.format(**{key: shlex.quote(str(value)) for key, value in words.items()}))
        path.chmod(0o755)
