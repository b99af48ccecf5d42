"""Installs the stand-in for nvidia-smi in the folder that `kubectl exec` searches."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from sandbox.toolchain.layout import HERE

LAUNCHER = '#!/bin/sh\nPYTHONPATH={checkout} exec {python} -m sandbox.kubernetes.gpu.smi {folder} "$@"\n'


def install(stand_ins: Path, gpus: Path) -> None:
    """Write the launcher. Its PATH holds no other program, so every path in it is absolute."""
    words = {"checkout": HERE.root, "python": sys.executable, "folder": gpus}
    path = stand_ins / "nvidia-smi"
    path.write_text(LAUNCHER.format(**{key: shlex.quote(str(value)) for key, value in words.items()}))
    path.chmod(0o755)
