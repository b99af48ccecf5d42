"""Attributes the time of a `pulumi up` to Helm, Kubernetes API, ClearML API and engine, from the engine's events.

Each moment is divided equally among the steps in progress; a moment without a step counts as engine.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

HELM, KUBERNETES, CLEARML, ENGINE = "Helm", "Kubernetes API", "ClearML API", "engine"
PARTS = (HELM, KUBERNETES, CLEARML, ENGINE)
_RELEASE = "kubernetes:helm.sh/v3:Release"
_UNCHANGED = {"same", "refresh"}


@dataclass(frozen=True)
class ResourceStep:
    """The creation, update or deletion of a resource, from `start` to `end` in seconds."""

    part: str
    start: float
    end: float


def part_of(kind: str) -> str:
    """The part that does the work for a resource type; for components and providers it is the engine."""
    if kind == _RELEASE:
        return HELM
    if kind.startswith("kubernetes:"):
        return KUBERNETES
    return CLEARML if kind.startswith("pulumi-python:") else ENGINE


def steps(lines: Iterable[tuple[float, str]]) -> Iterator[ResourceStep]:
    """The steps in stamped events of `pulumi up --json`, without unchanged resources."""
    starts: dict[tuple[str, str], float] = {}
    for second, line in lines:
        if not line.startswith("{"):
            continue
        event = json.loads(line)
        if "resourcePreEvent" in event:
            starts[_key(event["resourcePreEvent"])] = second
        elif "resOutputsEvent" in event:
            key = _key(event["resOutputsEvent"])
            part = part_of(event["resOutputsEvent"]["metadata"]["type"])
            if key in starts and key[0] not in _UNCHANGED and part != ENGINE:
                yield ResourceStep(part, starts[key], second)


def shares(steps: Iterable[ResourceStep], seconds: float) -> Mapping[str, float]:
    """Each part's share of `seconds`, the wall-clock time of the command; the shares add up to 1."""
    changes = sorted(change for step in steps for change in ((step.start, 1, step.part), (step.end, -1, step.part)))
    active: Counter[str] = Counter()
    spent, before = dict.fromkeys(PARTS, 0.0), 0.0
    for at, change, part in [*changes, (seconds, 0, ENGINE)]:
        running = active.total()
        for name in PARTS:
            spent[name] += (at - before) * (active[name] / running if running else name == ENGINE)
        active[part] += change
        before = at
    return {part: time / seconds for part, time in spent.items()}


def _key(event: Mapping[str, Any]) -> tuple[str, str]:
    return event["metadata"]["op"], event["metadata"]["urn"]
