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
    """Start the cluster, unless it is running."""
    live, started = cluster.start(data, HERE.bin)
    print(f"{describe(live)} {'started' if started else 'already running'}")
    return 0


def down(data: Path) -> int:
    """Stop the cluster and remove its data."""
    print("Kubernetes cluster stopped, its data removed" if cluster.stop(data) else "no Kubernetes cluster was running")
    return 0


def status(data: Path) -> int:
    """Print whether the cluster is running; exit code 3 if it is not."""
    live = cluster.running(data)
    print(f"{describe(live)} running" if live else "no Kubernetes cluster is running")
    return 0 if live else NOT_RUNNING


def env(data: Path) -> int:
    """Print export lines for `eval`; exit code 3 if no cluster is running."""
    live = cluster.running(data)
    print(
        render(cluster.variables(live)) if live else "no Kubernetes cluster is running",
        file=None if live else sys.stderr,
    )
    return 0 if live else NOT_RUNNING


def gpu(data: Path, node: str, event: str) -> int:
    """Simulate an event at the GPUs of a node."""
    live = cluster.running(data)
    if live is None:
        print("no Kubernetes cluster is running", file=sys.stderr)
        return NOT_RUNNING
    live.gpu(node).apply(event)
    print(f"{node}: {event}")
    return 0


def describe(live: Cluster) -> str:
    """Return a cluster's address, context and kubeconfig."""
    return f"Kubernetes cluster {live.api.server} (context {live.context} in {live.kubeconfig})"


COMMANDS: dict[str, Callable[..., int]] = {"up": up, "down": down, "status": status, "env": env, "gpu": gpu}


def main(arguments: Sequence[str]) -> int:
    """Run one command. A failure that the user can correct is one line on standard error."""
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
