"""The ways to run the engine that are compared: a name and the environment that makes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mode:
    """`environ` is for each command of the engine; `parallel_calls` is clearml:api.parallelCalls, None for unset."""

    name: str
    environ: Mapping[str, str] = field(default_factory=dict)
    parallel_calls: int | None = None


DEFAULT = Mode("default")
BULK = Mode("bulk", {"PULUMI_SKIP_CHECKPOINTS": "true", "PULUMI_PARALLEL": "16"})
"""What README recommends for many tenants at once."""

MODES = (DEFAULT, BULK)

CHECKPOINTS: Mapping[str, Mapping[str, str]] = {
    "every step": {},
    "every step, zstd": {"PULUMI_DIY_BACKEND_ZSTD": "true"},
    "none": {"PULUMI_SKIP_CHECKPOINTS": "true"},
}
PARALLEL = (4, 8, 16, 32)


def alternatives() -> list[Mode]:
    """Every choice of checkpoints with every number of calls at a time (ADR 0002, ADR 0005)."""
    return [
        Mode(name, {**environ, "PULUMI_PARALLEL": str(parallel)}, parallel)
        for name, environ in CHECKPOINTS.items()
        for parallel in PARALLEL
    ]
