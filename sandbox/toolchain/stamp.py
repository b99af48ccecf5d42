"""Records what an installed file was made from, so that it is made again only if that changed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def digest(*parts: str | Path) -> str:
    """Return one hash over texts and over the contents of files."""
    total = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def is_current(stamp: Path, expected: str) -> bool:
    """Return whether the stamp was written for exactly this digest."""
    try:
        return stamp.read_text() == expected
    except FileNotFoundError:
        return False


def write(path: Path, text: str) -> None:
    """Write a small file in one step: a reader sees the old content or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(text)
    partial.replace(path)
