"""The programs that are built from Go modules where no official ones are at hand: a table, no logic beyond look-up.

A row for each program; a module of its own beside `cli/` for what does not share its dependencies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sandbox.toolchain.layout import SOURCES

SDK = "github.com/pulumi/pulumi/sdk/v3"
VERSION_VARIABLE = f"{SDK}/go/common/version.Version"


@dataclass(frozen=True, kw_only=True)
class Script:
    """A file that a module carries and that is installed as it is, mode 0755."""

    module: str
    path: str


@dataclass(frozen=True, kw_only=True)
class GoTool:
    """One program: where its go.mod stands, what to build, and for which part of the sandbox it is needed.

    `label` is what progress calls it, `instead` what a user without Go can do, `plugin` the name of the resource
    plugin that it is, if it is one: the engine looks for those in a folder of their own, not on PATH.
    """

    name: str
    label: str
    folder: str
    package: str
    version_of: str
    ldflags: str
    needed_by: str
    minutes: str
    instead: str
    plugin: str = ""
    scripts: tuple[Script, ...] = ()

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
        """The linker's flags, with the version that the program shall tell."""
        major, minor, *_ = self.version.split(".")
        return self.ldflags.format(version=self.version, major=major, minor=minor)


OFFICIAL_CLI = "an official pulumi 3.216 or newer"
OWN_CLUSTER = "name a cluster of your own in CLEARML_KUBECONFIG and CLEARML_KUBE_CONTEXT"

PULUMI = GoTool(
    name="pulumi",
    label="pulumi",
    folder="cli",
    package="github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version_of="github.com/pulumi/pulumi/pkg/v3",
    ldflags=f"-s -w -X {VERSION_VARIABLE}=v{{version}}",
    needed_by="engine",
    minutes="about 4 minutes on 2 cores",
    instead=OFFICIAL_CLI,
    scripts=(
        Script(module=SDK, path="python/cmd/pulumi-language-python-exec"),
        Script(module=SDK, path="python/dist/pulumi-resource-pulumi-python"),
    ),
)

# The last tagged module that holds the Python language host; it ignores `virtualenv` and runs python3 from PATH.
LANGUAGE_HOST = GoTool(
    name="pulumi-language-python",
    label="language",
    folder="language",
    package="github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
    version_of=SDK,
    ldflags=f"-s -w -X {VERSION_VARIABLE}=v{{version}}",
    needed_by="engine",
    minutes="under a minute",
    instead=OFFICIAL_CLI,
)

KUBERNETES_PLUGIN = GoTool(
    name="pulumi-resource-kubernetes",
    label="plugin",
    folder="plugin",
    package=".",
    version_of="github.com/pulumi/pulumi-kubernetes/sdk/v4",
    ldflags="-s -w -X main.version={version}",
    needed_by="plugins",
    minutes="about 4 minutes on 2 cores",
    instead=OFFICIAL_CLI,
    plugin="kubernetes",
)

KUBERNETES_VERSION = "k8s.io/component-base/version"


def _kubernetes(name: str, label: str, minutes: str) -> GoTool:
    # Unstamped, the programs tell a version that neither kubectl nor Helm can read.
    stamps = {"gitVersion": "v{version}", "gitMajor": "{major}", "gitMinor": "{minor}"}
    return GoTool(
        name=name,
        label=label,
        folder="control-plane",
        package=f"./{name}",
        version_of="k8s.io/kubernetes",
        ldflags=" ".join(["-s -w", *(f"-X {KUBERNETES_VERSION}.{key}={value}" for key, value in stamps.items())]),
        needed_by="kubernetes",
        minutes=minutes,
        instead=OWN_CLUSTER,
    )


ETCD = GoTool(
    name="etcd",
    label="etcd",
    folder="control-plane",
    package="./etcd",
    version_of="go.etcd.io/etcd/server/v3",
    ldflags="-s -w",
    needed_by="kubernetes",
    minutes="under a minute",
    instead=OWN_CLUSTER,
)

KWOK = GoTool(
    name="kwok",
    label="kwok",
    folder="kwok",
    package="sigs.k8s.io/kwok/cmd/kwok",
    version_of="sigs.k8s.io/kwok",
    ldflags="-s -w",
    needed_by="kubernetes",
    minutes="about a minute",
    instead=OWN_CLUSTER,
)

# Of each part the one that people call comes last: where it stands, the rest does.
TOOLS = (
    KUBERNETES_PLUGIN,
    LANGUAGE_HOST,
    PULUMI,
    ETCD,
    _kubernetes("kube-apiserver", "apiserver", "about 3 minutes on 2 cores"),
    _kubernetes("kube-controller-manager", "manager", "about a minute"),
    _kubernetes("kube-scheduler", "scheduler", "half a minute"),
    KWOK,
)


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
