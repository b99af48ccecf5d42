"""Charts have an exact version, and images a tag that does not move, or a digest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policy.rules.resource import StackResource

RELEASE = "kubernetes:helm.sh/v3:Release"
_EXACT = re.compile(r"v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?")
_IMAGE_KEY = re.compile(r"image|\w*Image")
_TAG_KEY = re.compile(r"tag|imageTag|\w*ImageTag")
MOVING = frozenset({"latest", "main", "master", "edge", "nightly", "dev", "stable"})
"""Tags that publishers move by custom."""


def unpinned(resource: StackResource) -> Iterator[str]:
    """Return one line per chart or image of a Helm release that can change without a change of the files."""
    if resource.type != RELEASE:
        return
    chart, version = str(resource.value("chart")), resource.value("version")
    if not (isinstance(version, str) and _EXACT.fullmatch(version)) and "@sha256:" not in chart:
        found = f"version {version}" if version else "no version"
        yield f"release {resource.name}: chart {chart} has {found}; write an exact version such as 1.2.3"
    for path, image, fault in _images(resource.value("values"), "values"):
        yield f"release {resource.name}: {path}: {image} {fault}; write a tag that does not move, or a digest"


def _images(value: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Path, image or tag, and what is wrong with it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            place = f"{path}.{key}"
            fault = _fault(str(key), inner) if isinstance(inner, str) and inner else None
            if fault is not None:
                yield place, str(inner), fault
            yield from _images(inner, place)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _images(inner, f"{path}[{number}]")


def _fault(key: str, value: str) -> str | None:
    if _TAG_KEY.fullmatch(key):
        return "is a tag that moves" if value in MOVING else None
    if not _IMAGE_KEY.fullmatch(key) or "@sha256:" in value or "{{" in value:
        return None
    *_, last = value.split("/")
    if ":" not in last:
        return "has no tag"
    return "has a tag that moves" if last.rsplit(":", 1)[1] in MOVING else None
