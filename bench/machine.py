"""Describes the machine of a measurement: hardware, versions and load; logs progress."""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

BUSY = 0.7
"""Load average above which other processes distort the measurement."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """`memory` is in bytes; `versions` maps programs to their versions."""

    system: str
    processor: str
    cores: int
    memory: int
    versions: Mapping[str, str]


def this_machine() -> Machine:
    """This machine, with the versions of the programs that every part uses."""
    versions = {
        "Pulumi CLI": _output("pulumi", "version").removeprefix("v"),
        "Pulumi SDK": version("pulumi"),
        "Python": platform.python_version(),
        "httpx": version("httpx"),
        "curl": _output("curl", "--version").split()[1],
    }
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        processor=_processor(),
        cores=_cores(),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        versions=versions,
    )


def log(text: str) -> None:
    """Print progress on stderr."""
    print(text, file=sys.stderr, flush=True)


def load() -> float:
    """Load average of the last minute."""
    return os.getloadavg()[0]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    match = re.search(r"model name\s*: (.+)", cpuinfo.read_text()) if cpuinfo.is_file() else None
    return match[1] if match else platform.processor() or "unknown processor"


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
