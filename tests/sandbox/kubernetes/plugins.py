"""Links the engine's plugins into the PULUMI_HOME of a test."""

import os
from pathlib import Path

from sandbox.toolchain.layout import HERE


def link(home: Path) -> None:
    """Link the plugins that `make setup` installed, or that an official CLI downloaded, into another home."""
    home.mkdir(parents=True, exist_ok=True)
    plugins = Path(os.environ.get("PULUMI_HOME", HERE.pulumi_home)) / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    (home / "plugins").symlink_to(plugins)
