"""Makes the virtual environment from the hashed requirements, and again only when they or Python changed."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from sandbox.toolchain import stamp
from sandbox.toolchain.command import run
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import Step, step


def ensure(layout: Layout) -> None:
    """Leave a virtual environment that holds exactly the versions of requirements-dev.txt."""
    requirements = layout.root / "requirements-dev.txt"
    mark = layout.venv / ".installed"
    with step("venv") as current:
        expected = stamp.digest(
            requirements, layout.root / "requirements.txt", platform.python_version(), str(layout.venv)
        )
        if stamp.is_current(mark, expected) and _works(layout):
            current.result = f"Python {platform.python_version()}, packages are current"
            return
        _create(layout, current)
        current.report("installing the pinned packages (half a minute)")
        install(layout, current, requirements)
        stamp.write(mark, expected)
        current.result = f"Python {platform.python_version()}, packages installed"


def _works(layout: Layout) -> bool:
    return os.access(layout.venv / "bin" / "python", os.X_OK)


def _create(layout: Layout, current: Step) -> None:
    # Inside the environment itself (a shell after `make env`) this is the interpreter that it was made from.
    base = Path(getattr(sys, "_base_executable", sys.executable))
    renew = [] if _works(layout) and _same_python(layout) else ["--clear"]
    run([base, "-m", "venv", *renew, layout.venv], current, layout.logs / "venv.log", cwd=layout.root)


def _same_python(layout: Layout) -> bool:
    settings = layout.venv / "pyvenv.cfg"
    return settings.is_file() and f"version = {platform.python_version()}" in settings.read_text()


def install(layout: Layout, current: Step, requirements: Path) -> None:
    """Install exactly what a requirements file with hashes lists."""
    pip: list[str | Path] = [layout.venv / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    options: list[str | Path] = [
        "install",
        "--require-hashes",
        "--no-deps",
        "--only-binary",
        ":all:",
        "-r",
        requirements,
    ]
    run([*pip, *options], current, layout.logs / "pip.log", cwd=layout.root, environment={"PIP_USER": "0"})
