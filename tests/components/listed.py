"""Compares a listing with what reached an engine or a cluster: a placeholder of a secret fits every text."""

from typing import Any

from blueprint.values.listing.objects import ListedObject, ListedRelease

PLACEHOLDER = "<secret: "


def key(each: ListedObject) -> str:
    """Kind, namespace and name of an object, such as `Release acme/agent`."""
    if isinstance(each, ListedRelease):
        return f"Release {each.place.namespace}/{each.release}"
    metadata = each.manifest["metadata"]
    kind = str(each.manifest["kind"])
    return f"{kind} {metadata.get('namespace', '')}/{metadata['name']}"


def misfits(listed: Any, real: Any, path: str = "") -> list[str]:
    """Paths at which the real data has something else; numbers and texts that are written alike are the same."""
    real = real["value"] if isinstance(real, dict) and "4dabf18193072939515e22adb298388d" in real else real
    if isinstance(listed, str) and listed.startswith(PLACEHOLDER):
        return [] if isinstance(real, str) else [f"{path}: no text in place of {listed}"]
    if isinstance(listed, dict) and isinstance(real, dict):
        keys = sorted({*listed, *real})
        return [line for each in keys for line in misfits(listed.get(each), real.get(each), f"{path}.{each}")]
    if isinstance(listed, list | tuple) and isinstance(real, list | tuple) and len(listed) == len(real):
        pairs = zip(listed, real, strict=True)
        return [line for i, (one, other) in enumerate(pairs) for line in misfits(one, other, f"{path}[{i}]")]
    same = listed == real or (listed in (None, {}, []) and real in (None, {}, []))
    return [] if same else [f"{path}: listed {listed!r}, got {real!r}"]
