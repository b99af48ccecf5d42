"""Describes a program that is built from a Go module: its pins, its flags, what it is for and how long it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sandbox.toolchain.layout import SOURCES


class Lane(StrEnum):
    """Programs of one lane share packages, so they are built one after the other; two lanes are built at once."""

    ENGINE = "engine"
    CLUSTER = "cluster"


@dataclass(frozen=True, kw_only=True)
class Script:
    """A file that a module carries and that is installed as it is, mode 0755."""

    module: str
    path: str


@dataclass(frozen=True, kw_only=True)
class GoTool:
    """One program: where its go.mod is, what to build, what for, and how long a build takes.

    `processor_seconds` is measured: user and system time of `go build` with an empty build cache, on two cores of an
    AMD EPYC, after the programs that set-up builds before it; set-up prints it for each program. `instead` is what a
    user without Go can do. `plugin` is the name of the resource plugin that the program is, if it is one: the engine
    looks for those in a folder of their own, not on PATH.
    """

    name: str
    lane: Lane
    folder: str
    package: str
    version_of: str
    ldflags: str
    purpose: str
    processor_seconds: int
    instead: str
    plugin: str = ""
    scripts: tuple[Script, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def source(self) -> Path:
        """The folder with go.mod and go.sum."""
        return SOURCES / self.folder

    @property
    def version(self) -> str:
        """The pinned version without its leading v: go.mod is the only place that names it."""
        return pinned_version(self.source / "go.mod", self.version_of)

    @property
    def stamped(self) -> str:
        """The linker's flags, with the version that the program reports."""
        major, minor, *_ = self.version.split(".")
        return self.ldflags.format(version=self.version, major=major, minor=minor)


def pinned_version(go_mod: Path, module: str) -> str:
    """Return the version of a module that go.mod requires, without its leading v; LookupError if it names none."""
    match = re.search(rf"^\s*(?:require )?{re.escape(module)} v(\S+)", go_mod.read_text(), re.MULTILINE)
    if match is None:
        raise LookupError(f"{go_mod} does not require {module}")
    return match.group(1)


def required_go(go_mod: Path) -> str:
    """Return the oldest Go that the module accepts, such as `1.25.11`; LookupError if go.mod has no go line."""
    match = re.search(r"^go (\S+)$", go_mod.read_text(), re.MULTILINE)
    if match is None:
        raise LookupError(f"{go_mod} has no go line")
    return match.group(1)
