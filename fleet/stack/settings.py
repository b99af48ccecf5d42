"""Reads the settings of a stack for a command, exactly as the Pulumi program reads them."""

import os
from pathlib import Path

from blueprint.stack.build import build
from blueprint.stack.settings import StackSettings
from fleet.stack.config import read_stack_config, short_name


def read_settings(stack: str, root: Path = Path()) -> tuple[StackSettings, str]:
    """Return the settings and the source of the configuration. Raises SettingsError with all problems."""
    config = read_stack_config(stack, root)
    name = short_name(stack)
    return build(config.project, name, config.values, root / "tenants" / name, os.environ), config.source
