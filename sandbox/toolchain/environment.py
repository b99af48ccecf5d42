"""The environment in which plain `pulumi` works on the sandbox: `make env` prints it, and the sandbox's runs use it."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping

from sandbox.toolchain.engine import Engine, recorded
from sandbox.toolchain.layout import Layout, passphrase
from sandbox.toolchain.part import Part
from sandbox.toolchain.progress import SetupError

NOT_SET_UP = "the sandbox is not set up ({missing} is missing): run `make setup` first"


def require_setup(layout: Layout) -> Engine:
    """Return the engine of a completed set-up; SetupError names what is missing otherwise."""
    if not (layout.venv / ".installed").is_file():
        raise SetupError(NOT_SET_UP.format(missing="the virtual environment"))
    engine = recorded(layout)
    if engine is None or shutil.which("pulumi", path=search_path(layout, os.environ)) is None:
        raise SetupError(NOT_SET_UP.format(missing="the engine"))
    if not any(layout.stack_file(part.stack).is_file() for part in Part):
        raise SetupError(NOT_SET_UP.format(missing="a stack"))
    return engine


def search_path(layout: Layout, caller: Mapping[str, str]) -> str:
    """Return PATH with the virtual environment and the sandbox's programs first, each once.

    The order matters: a language host built from modules runs the first `python3` on PATH.
    """
    ours = [str(layout.venv / "bin"), str(layout.bin)]
    others = [part for part in caller.get("PATH", os.defpath).split(os.pathsep) if part not in ours]
    return os.pathsep.join([*ours, *others])


def variables(layout: Layout, engine: Engine, caller: Mapping[str, str]) -> dict[str, str]:
    """Return the variables to set over the caller's."""
    always = {
        "PATH": search_path(layout, caller),
        "VIRTUAL_ENV": str(layout.venv),
        "PULUMI_HOME": str(layout.pulumi_home),
        "PULUMI_BACKEND_URL": layout.backend_url,
        "PULUMI_CONFIG_PASSPHRASE": passphrase(),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_SKIP_CONFIRMATIONS": "true",
        "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
    }
    return always if engine.fetches_plugins else always | {"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true"}


def pulumi(variables: Mapping[str, str]) -> str:
    """Return the path of the CLI that these variables lead to."""
    program = shutil.which("pulumi", path=variables["PATH"])
    if program is None:
        raise SetupError(NOT_SET_UP.format(missing="the engine"))
    return program


def render(variables: Mapping[str, str]) -> str:
    """Return the variables as export lines for a POSIX shell."""
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())
