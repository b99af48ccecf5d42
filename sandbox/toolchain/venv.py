"""Makes virtual environments from hashed requirements, and again only when these or Python changed."""

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
    _ensure(layout, layout.venv, "venv", layout.root / "requirements-dev.txt", layout.root / "requirements.txt")


def ensure_policy(layout: Layout) -> None:
    """Leave the virtual environment of the policy pack."""
    _ensure(layout, layout.policy_venv, "policy", layout.policy / "requirements.txt")


def _ensure(layout: Layout, folder: Path, name: str, requirements: Path, *others: Path) -> None:
    """`others` are the files to which the requirements refer."""
    mark = folder / ".installed"
    with step(name) as current:
        expected = stamp.digest(requirements, *others, platform.python_version(), str(folder))
        if stamp.is_current(mark, expected) and _works(folder):
            current.result = f"Python {platform.python_version()}, packages are current"
            return
        _create(layout, folder, current)
        current.report("installing the pinned packages (half a minute)")
        install(layout, current, requirements, folder)
        stamp.write(mark, expected)
        current.result = f"Python {platform.python_version()}, packages installed"


def _works(folder: Path) -> bool:
    return os.access(folder / "bin" / "python", os.X_OK)


def _create(layout: Layout, folder: Path, current: Step) -> None:
    # Inside the environment itself (a shell after `make env`) this is the interpreter that it was made from.
    base = Path(getattr(sys, "_base_executable", sys.executable))
    renew = [] if _works(folder) and _same_python(folder) else ["--clear"]
    run([base, "-m", "venv", *renew, folder], current, layout.logs / "venv.log", cwd=layout.root)


def _same_python(folder: Path) -> bool:
    settings = folder / "pyvenv.cfg"
    return settings.is_file() and f"version = {platform.python_version()}" in settings.read_text()


def install(layout: Layout, current: Step, requirements: Path, folder: Path | None = None) -> None:
    """Install exactly what a requirements file with hashes lists; by default, into the program's environment."""
    pip: list[str | Path] = [
        (folder or layout.venv) / "bin" / "python",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
    ]
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
