"""Serves the engine's plugins to a PULUMI_HOME of a test's own."""

import os
from pathlib import Path

from sandbox.toolchain.layout import HERE


def link(home: Path) -> None:
    """Link the plugins that `make setup` brought, or that an official CLI has fetched, into another home."""
    home.mkdir(parents=True, exist_ok=True)
    plugins = Path(os.environ.get("PULUMI_HOME", HERE.pulumi_home)) / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    (home / "plugins").symlink_to(plugins)
