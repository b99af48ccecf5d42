"""The programs that are built from Go modules where no official ones are at hand: a table, no logic beyond look-up.

A row for each program; a module of its own beside `cli/` for what does not share its dependencies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sandbox.engine.layout import SOURCES

SDK = "github.com/pulumi/pulumi/sdk/v3"
VERSION_VARIABLE = f"{SDK}/go/common/version.Version"


@dataclass(frozen=True, kw_only=True)
class Script:
    """A file that a module carries and that is installed as it is, mode 0755."""

    module: str
    path: str


@dataclass(frozen=True, kw_only=True)
class GoTool:
    """One program: where its go.mod stands, what to build, and for which command it is needed."""

    name: str
    folder: str
    package: str
    version_of: str
    ldflags: str
    needed_by: str
    minutes: str
    scripts: tuple[Script, ...] = ()

    @property
    def source(self) -> Path:
        """The folder with go.mod and go.sum."""
        return SOURCES / self.folder

    @property
    def version(self) -> str:
        """The pinned version without its leading v: go.mod is the only place that names it."""
        return pinned_version(self.source / "go.mod", self.version_of)


PULUMI = GoTool(
    name="pulumi",
    folder="cli",
    package="github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version_of="github.com/pulumi/pulumi/pkg/v3",
    ldflags=f"-s -w -X {VERSION_VARIABLE}=v{{version}}",
    needed_by="engine",
    minutes="about 4 minutes on 2 cores",
    scripts=(
        Script(module=SDK, path="python/cmd/pulumi-language-python-exec"),
        Script(module=SDK, path="python/dist/pulumi-resource-pulumi-python"),
    ),
)

# The last tagged module that holds the Python language host; it ignores `virtualenv` and runs python3 from PATH.
LANGUAGE_HOST = GoTool(
    name="pulumi-language-python",
    folder="language",
    package="github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
    version_of=SDK,
    ldflags=f"-s -w -X {VERSION_VARIABLE}=v{{version}}",
    needed_by="engine",
    minutes="under a minute",
)

# The CLI last: where it stands, the rest does.
TOOLS = (LANGUAGE_HOST, PULUMI)


def needed_by(command: str) -> tuple[GoTool, ...]:
    """Return the programs that one part of the sandbox needs, in the order in which to build them."""
    return tuple(tool for tool in TOOLS if tool.needed_by == command)


def pinned_version(go_mod: Path, module: str) -> str:
    """Return the version of a module that go.mod requires, without its leading v; LookupError if it names none."""
    found = re.search(rf"^\s*(?:require )?{re.escape(module)} v(\S+)", go_mod.read_text(), re.MULTILINE)
    if found is None:
        raise LookupError(f"{go_mod} does not require {module}")
    return found.group(1)


def required_go(go_mod: Path) -> str:
    """Return the oldest Go that the module accepts, as in `go 1.25.11`."""
    found = re.search(r"^go (\S+)$", go_mod.read_text(), re.MULTILINE)
    if found is None:
        raise LookupError(f"{go_mod} has no go line")
    return found.group(1)
