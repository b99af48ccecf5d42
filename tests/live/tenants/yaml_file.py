"""Reads and writes the YAML files of a stack."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def read(path: Path) -> dict[str, Any]:
    """The mapping in a file; an empty or missing file is an empty one."""
    return dict(YAML(typ="safe").load(path) or {}) if path.exists() else {}


def write(path: Path, content: Mapping[str, object]) -> None:
    """Replace a file."""
    yaml = YAML(typ="safe")
    yaml.default_flow_style = False
    yaml.dump(dict(content), path)
