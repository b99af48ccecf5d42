"""The table of the programs that are built from Go modules if the machine has no official ones.

One row per program; programs that share no dependencies have modules of their own beside `cli/`.
"""

from __future__ import annotations

from sandbox.toolchain.gotool import GoTool, Lane, Script

SDK = "github.com/pulumi/pulumi/sdk/v3"
VERSION_VARIABLE = f"{SDK}/go/common/version.Version"
OFFICIAL_CLI = "an official pulumi 3.216 or newer on PATH"
OWN_CLUSTER = "name a cluster of your own in CLEARML_KUBECONFIG and CLEARML_KUBE_CONTEXT"

# The last tagged module that holds the Python language host; it ignores `virtualenv` and runs python3 from PATH.
LANGUAGE_HOST = GoTool(
    name="pulumi-language-python",
    lane=Lane.ENGINE,
    folder="language",
    package="github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
    version_of=SDK,
    ldflags=f"-s -w -X {VERSION_VARIABLE}=v{{version}}",
    purpose="runs Python programs for the engine",
    processor_seconds=60,
    instead=f"install {OFFICIAL_CLI}",
)

KUBERNETES_PLUGIN = GoTool(
    name="pulumi-resource-kubernetes",
    lane=Lane.ENGINE,
    folder="plugin",
    package=".",
    version_of="github.com/pulumi/pulumi-kubernetes/sdk/v4",
    ldflags="-s -w -X main.version={version}",
    purpose="applies manifests and Helm charts",
    processor_seconds=680,
    instead=f"install {OFFICIAL_CLI}",
    plugin="kubernetes",
)

PULUMI = GoTool(
    name="pulumi",
    lane=Lane.ENGINE,
    folder="cli",
    package="github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version_of=SDK,
    ldflags=f"-s -w -X {VERSION_VARIABLE}=v{{version}}",
    purpose="the engine and its command line",
    processor_seconds=330,
    instead=f"install {OFFICIAL_CLI}",
    scripts=(
        Script(module=SDK, path="python/cmd/pulumi-language-python-exec"),
        Script(module=SDK, path="python/dist/pulumi-resource-pulumi-python"),
    ),
)

KUBERNETES_VERSION = "k8s.io/component-base/version"


def _kubernetes(name: str, purpose: str, processor_seconds: int) -> GoTool:
    # Unstamped, the programs report a version that neither kubectl nor Helm can read.
    stamps = {"gitVersion": "v{version}", "gitMajor": "{major}", "gitMinor": "{minor}"}
    return GoTool(
        name=name,
        lane=Lane.CLUSTER,
        folder="control-plane",
        package=f"./{name}",
        version_of="k8s.io/kubernetes",
        ldflags=" ".join(["-s -w", *(f"-X {KUBERNETES_VERSION}.{key}={value}" for key, value in stamps.items())]),
        purpose=purpose,
        processor_seconds=processor_seconds,
        instead=OWN_CLUSTER,
    )


ETCD = GoTool(
    name="etcd",
    lane=Lane.CLUSTER,
    folder="control-plane",
    package="./etcd",
    version_of="go.etcd.io/etcd/server/v3",
    ldflags="-s -w",
    purpose="the cluster's database",
    processor_seconds=50,
    instead=OWN_CLUSTER,
)

KWOK = GoTool(
    name="kwok",
    lane=Lane.CLUSTER,
    folder="kwok",
    package="sigs.k8s.io/kwok/cmd/kwok",
    version_of="sigs.k8s.io/kwok",
    ldflags="-s -w",
    purpose="plays the nodes",
    processor_seconds=110,
    instead=OWN_CLUSTER,
)

CLUSTER = (
    ETCD,
    _kubernetes("kube-apiserver", "the cluster's API", 290),
    _kubernetes("kube-controller-manager", "runs the cluster's controllers", 90),
    _kubernetes("kube-scheduler", "assigns pods to nodes", 10),
    KWOK,
)
"""What a cluster of the sandbox is started from, in the order in which it is built."""


def engine_tools(*, kubernetes: bool) -> tuple[GoTool, ...]:
    """Return the programs of an engine built here, in the order in which they are built.

    `pulumi` comes last: if it is there, the others are too.
    """
    return (LANGUAGE_HOST, *((KUBERNETES_PLUGIN,) if kubernetes else ()), PULUMI)
