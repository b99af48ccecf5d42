"""`python -m sandbox.kubernetes up|down|status|env|gpu --data DIR`: one cluster on loopback, in a folder of its own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sandbox.kubernetes import cluster
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.gpu import events
from sandbox.kubernetes.nodes import GPU_NODES
from sandbox.toolchain.diagnosis import explain_os_error
from sandbox.toolchain.environment import render
from sandbox.toolchain.layout import HERE
from sandbox.toolchain.progress import SetupError

NOT_RUNNING = 3


def up(data: Path) -> int:
    """Start the cluster, unless it runs."""
    found, started = cluster.start(data, HERE.bin)
    print(f"{describe(found)} {'started' if started else 'already running'}")
    return 0


def down(data: Path) -> int:
    """Stop the cluster and remove its data."""
    print("Kubernetes cluster stopped, its data removed" if cluster.stop(data) else "no Kubernetes cluster was running")
    return 0


def status(data: Path) -> int:
    """Say whether the cluster runs; exit code 3 if it does not."""
    found = cluster.running(data)
    print(f"{describe(found)} running" if found else "no Kubernetes cluster is running")
    return 0 if found else NOT_RUNNING


def env(data: Path) -> int:
    """Print export lines for `eval`; exit code 3 if no cluster runs."""
    found = cluster.running(data)
    print(
        render(cluster.variables(found)) if found else "no Kubernetes cluster is running",
        file=None if found else sys.stderr,
    )
    return 0 if found else NOT_RUNNING


def gpu(data: Path, node: str, event: str) -> int:
    """Let something happen to the GPUs of a node."""
    found = cluster.running(data)
    if found is None:
        print("no Kubernetes cluster is running", file=sys.stderr)
        return NOT_RUNNING
    found.gpu(node).tell(event)
    print(f"{node}: {event}")
    return 0


def describe(found: Cluster) -> str:
    """Return a cluster's address and the file that leads to it."""
    return f"Kubernetes cluster {found.api.server} (context {found.context} in {found.kubeconfig})"


COMMANDS: dict[str, Callable[..., int]] = {"up": up, "down": down, "status": status, "env": env, "gpu": gpu}


def main(arguments: Sequence[str]) -> int:
    """Run one command; a failure that the user can mend is one line on standard error."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.kubernetes", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, command in COMMANDS.items():
        added = commands.add_parser(name, help=command.__doc__)
        added.add_argument("--data", type=Path, default=HERE.kubernetes, help="the cluster's folder")
        if command is gpu:
            added.add_argument("node", help=f"one of {', '.join(node.name for node in GPU_NODES)}")
            added.add_argument("event", choices=events.names())
    options = vars(parser.parse_args(arguments))
    try:
        return COMMANDS[options.pop("command")](**options)
    except SetupError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(explain_os_error(error), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
