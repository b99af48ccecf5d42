"""What the benchmark runs on: hardware, versions, and the terminal. A measurement without them says nothing."""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

BUSY = 0.7
"""Load average above which other work on the machine spoils the measurement."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """`memory` is in bytes; `versions` maps a program to its version."""

    system: str
    processor: str
    cores: int
    memory: int
    versions: Mapping[str, str]

    def with_versions(self, more: Mapping[str, str]) -> "Machine":
        """The same with the versions of further programs."""
        return replace(self, versions={**self.versions, **more})


def this_machine() -> Machine:
    """The machine at hand, with the programs that every part uses."""
    versions = {
        "Pulumi CLI": _said("pulumi", "version").removeprefix("v"),
        "Pulumi SDK": version("pulumi"),
        "Python": platform.python_version(),
        "httpx": version("httpx"),
        "curl": _said("curl", "--version").split()[1],
    }
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        processor=_processor(),
        cores=_cores(),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        versions=versions,
    )


def say(text: str) -> None:
    """Tell the person at the terminal how far it is."""
    print(text, file=sys.stderr, flush=True)


def load() -> float:
    """Load average of the last minute."""
    return os.getloadavg()[0]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", listing.read_text()) if listing.is_file() else None
    return found[1] if found else platform.processor() or "unknown processor"


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
