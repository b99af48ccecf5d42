"""`python -m sandbox up|down|status|show|remove`: the demo's simulator and cluster, and what stands on them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from sandbox.demo import cluster, simulator, teardown
from sandbox.toolchain.diagnosis import explain_os_error
from sandbox.toolchain.layout import HERE, Layout
from sandbox.toolchain.lock import exclusive
from sandbox.toolchain.progress import SetupError


def up(layout: Layout) -> int:
    """Start the ClearML simulator and the Kubernetes cluster, unless they run."""
    with exclusive(layout.lock), ThreadPoolExecutor() as together:
        starting = together.submit(cluster.start, layout, os.environ)
        found, started = simulator.start(layout)
        print(f"ClearML simulator {_state(started)}: {found.url} (pid {found.process.pid})", flush=True)
        kubernetes, started = starting.result()
    print(kubernetes if kubernetes.own else f"{kubernetes}, {_state(started)}")
    return 0


def down(layout: Layout) -> int:
    """Stop simulator and cluster and remove their data."""
    with exclusive(layout.lock):
        stopped, ended = simulator.stop(layout), cluster.stop(layout)
    print("ClearML simulator stopped, its data removed" if stopped else "no ClearML simulator was running")
    print(
        "Kubernetes cluster stopped, its data removed" if ended else "no Kubernetes cluster of the sandbox was running"
    )
    return 0


def status(layout: Layout) -> int:
    """Say whether simulator and cluster run; exit code 3 if one of them does not."""
    found, kubernetes = simulator.running(layout), cluster.running(layout, os.environ)
    print(
        f"ClearML simulator running: {found.url} (pid {found.process.pid})"
        if found
        else "no ClearML simulator is running"
    )
    print(kubernetes or "no Kubernetes cluster is running")
    return 0 if found and kubernetes else 3


def show(layout: Layout) -> int:
    """Print the tenants that the stack has, and what to try."""
    from rich.console import Console

    from sandbox.demo.show import show as print_tenants  # Rich and pydantic: in the virtual environment only

    # A log or a pipe has no width: there, room for one line a tenant.
    print_tenants(layout, Console() if sys.stdout.isatty() else Console(width=140))
    return 0


def remove(layout: Layout) -> int:
    """Take the whole demo away: resources, simulator, cluster, stack."""
    with exclusive(layout.lock):
        return 0 if teardown.remove(layout) else 1


def _state(started: bool) -> str:
    return "started" if started else "already running"


COMMANDS: dict[str, Callable[[Layout], int]] = {
    "up": up,
    "down": down,
    "status": status,
    "show": show,
    "remove": remove,
}


def main(arguments: Sequence[str], layout: Layout = HERE) -> int:
    """Run one command; a failure that the user can mend is one line on standard error."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.__doc__)
    try:
        return COMMANDS[parser.parse_args(arguments).command](layout)
    except SetupError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(explain_os_error(error), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
