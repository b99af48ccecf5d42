"""Modes in which the engine is measured: a name and environment variables."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mode:
    """`environ` is added to the environment of each `pulumi` command."""

    name: str
    environ: Mapping[str, str] = field(default_factory=dict)


DEFAULT = Mode("default")
BULK = Mode("bulk", {"PULUMI_SKIP_CHECKPOINTS": "true", "PULUMI_PARALLEL": "16"})
"""The recommended mode for many tenants at once."""

MODES = (DEFAULT, BULK)
