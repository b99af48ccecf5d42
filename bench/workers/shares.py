"""Where the time of an `up` went, from the engine's events.

At each moment the wall time belongs to the steps that run then, in equal parts; where none runs, to the engine.
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
class Step:
    """A resource being made, changed or removed, from `start` to `end` in seconds."""

    part: str
    start: float
    end: float


def part_of(kind: str) -> str:
    """Who does the work for a type of resource; of components and providers it is the engine itself."""
    if kind == _RELEASE:
        return HELM
    if kind.startswith("kubernetes:"):
        return KUBERNETES
    return CLEARML if kind.startswith("pulumi-python:") else ENGINE


def steps(lines: Iterable[tuple[float, str]]) -> Iterator[Step]:
    """The steps among stamped events of `pulumi up --json`; what stays as it was is none."""
    begun: dict[tuple[str, str], float] = {}
    for second, line in lines:
        if not line.startswith("{"):
            continue
        event = json.loads(line)
        if "resourcePreEvent" in event:
            begun[_key(event["resourcePreEvent"])] = second
        elif "resOutputsEvent" in event:
            key = _key(event["resOutputsEvent"])
            part = part_of(event["resOutputsEvent"]["metadata"]["type"])
            if key in begun and key[0] not in _UNCHANGED and part != ENGINE:
                yield Step(part, begun[key], second)


def shares(steps: Iterable[Step], seconds: float) -> Mapping[str, float]:
    """Each part's share of `seconds`, the wall time of the command, as numbers that add up to one."""
    changes = sorted(change for step in steps for change in ((step.start, 1, step.part), (step.end, -1, step.part)))
    active: Counter[str] = Counter()
    spent, before = dict.fromkeys(PARTS, 0.0), 0.0
    for at, change, part in [*changes, (seconds, 0, ENGINE)]:
        running = active.total()
        for one in PARTS:
            spent[one] += (at - before) * (active[one] / running if running else one == ENGINE)
        active[part] += change
        before = at
    return {part: time / seconds for part, time in spent.items()}


def _key(event: Mapping[str, Any]) -> tuple[str, str]:
    return event["metadata"]["op"], event["metadata"]["urn"]
