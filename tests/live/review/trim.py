"""Trims what `pulumi preview --json` prints to what is the same on every machine."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

DROPPED = {
    *(
        "__provider",
        "manifest",
        "resourceNames",
        "managedFields",
        "creationTimestamp",
        "created",
        "modified",
        "duration",
    ),
    *("propertyDependencies", "dependencies", "provider", "parent", "sourcePosition", "stackTrace", "seed"),
}
"""Code of providers, what a release rendered, times, places in the program, and the graph: no part of a change."""
_ID = re.compile(r"\b[0-9a-f]{32}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine prints for a value that exists only after the run."""


def trimmed(text: str, places: Mapping[str, str]) -> str:
    """Return the preview, a step per line and sorted by name, ids counted, and each of `places` replaced by its value.

    Steps of a refresh that found nothing are left out.
    """
    content = json.loads(_replaced(text, places))
    steps = [_kept(step) for step in content.pop("steps", ()) if not _found_nothing(_kept(step))]
    lines = [json.dumps(step) for step in sorted(steps, key=lambda step: (step["urn"], step["op"]))]
    rest = json.dumps(_kept(content), indent=1).removesuffix("\n}")
    joined = ",\n".join(lines)
    return _counted(f'{rest},\n "steps": [\n{joined}\n ]\n}}\n')


def shape(text: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Operation, URN and changed properties of each step."""
    for step in json.loads(text)["steps"]:
        yield step["op"], step["urn"], tuple(sorted(step.get("detailedDiff") or step.get("diffReasons") or ()))


def _found_nothing(step: Mapping[str, Any]) -> bool:
    return step["op"] == "refresh" and step.get("oldState") == step.get("newState")


def _replaced(text: str, places: Mapping[str, str]) -> str:
    for place, name in places.items():
        text = text.replace(place, name)
    return text


def _counted(text: str) -> str:
    """Each id as a number in the order of its first appearance."""
    seen: dict[str, str] = {}
    return _ID.sub(lambda found: _number(found[0], seen), text)


def _number(id_: str, seen: dict[str, str]) -> str:
    if id_ == UNKNOWN:
        return id_
    plain = seen.setdefault(id_.replace("-", ""), f"{len(seen) + 1:032x}")
    return plain if "-" not in id_ else "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _kept(inner) for key, inner in value.items() if key not in DROPPED}
    return [_kept(inner) for inner in value] if isinstance(value, list) else value
