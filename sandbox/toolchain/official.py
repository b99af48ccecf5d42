"""Finds the user's own Pulumi CLI, which is used in preference to one that set-up could install."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sandbox.toolchain.layout import Layout

OLDEST = (3, 216)  # since then a dynamic provider's read can return inputs
LANGUAGE_HOST = "pulumi-language-python"


@dataclass(frozen=True)
class OfficialCli:
    """The CLI on PATH; `fault` is the reason why it cannot be used, empty if it can."""

    pulumi: Path
    version: str
    fault: str = ""


def find(layout: Layout, search_path: str) -> OfficialCli | None:
    """Look for `pulumi` on PATH, the sandbox's own bin folder left out; None if there is none."""
    folders = [part for part in search_path.split(os.pathsep) if Path(part) != layout.bin]
    path = os.pathsep.join(folders)
    pulumi = shutil.which("pulumi", path=path)
    if pulumi is None:
        return None
    version = _version(pulumi, layout)
    return OfficialCli(Path(pulumi), version, _fault(pulumi, version, path))


def parse_version(text: str) -> tuple[int, int, int] | None:
    """Read `v3.259.0`, `3.259.0-dev.0` and the like; None if it is not a version."""
    match = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text.strip())
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _version(pulumi: str, layout: Layout) -> str:
    environment = {**os.environ, "PULUMI_HOME": str(layout.pulumi_home), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        answer = subprocess.run(  # noqa: S603 - the program the user has on PATH
            [pulumi, "version"], env=environment, capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip().removeprefix("v")


def _fault(pulumi: str, version: str, path: str) -> str:
    parsed = parse_version(version)
    if parsed is None:
        return "does not print its version"
    if parsed[:2] < OLDEST:
        return f"is older than {OLDEST[0]}.{OLDEST[1]}"
    beside = Path(pulumi).resolve().parent / LANGUAGE_HOST
    if not beside.exists() and shutil.which(LANGUAGE_HOST, path=path) is None:
        return f"has no {LANGUAGE_HOST} beside it or on PATH"
    return ""
