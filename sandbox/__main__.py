"""`python -m sandbox up|down|status|show|remove [PART]`: the demo's simulator, cluster and resources."""

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
from sandbox.toolchain.part import Part, read_part
from sandbox.toolchain.progress import SetupError


def up(layout: Layout, part: Part) -> int:
    """Start the ClearML simulator and, for part all, the Kubernetes cluster, unless they run."""
    with exclusive(layout.lock), ThreadPoolExecutor() as together:
        starting = together.submit(cluster.start, layout, os.environ) if part.has_cluster else None
        clearml, started = simulator.start(layout)
        print(f"ClearML simulator {_state(started)}: {clearml.url} (pid {clearml.process.pid})", flush=True)
        if starting is not None:
            kubernetes, started = starting.result()
            print(kubernetes if kubernetes.own else f"{kubernetes}, {_state(started)}")
    return 0


def down(layout: Layout, part: Part) -> int:
    """Stop simulator and cluster and remove their data."""
    del part
    with exclusive(layout.lock):
        stopped, ended = simulator.stop(layout), cluster.stop(layout)
    print("ClearML simulator stopped, its data removed" if stopped else "no ClearML simulator was running")
    print(
        "Kubernetes cluster stopped, its data removed" if ended else "no Kubernetes cluster of the sandbox was running"
    )
    return 0


def status(layout: Layout, part: Part) -> int:
    """Print whether simulator and cluster run; exit code 3 if one that the part needs does not."""
    clearml, kubernetes = simulator.running(layout), cluster.running(layout, os.environ)
    print(
        f"ClearML simulator running: {clearml.url} (pid {clearml.process.pid})"
        if clearml
        else "no ClearML simulator is running"
    )
    print(kubernetes or "no Kubernetes cluster is running")
    return 0 if clearml and (kubernetes or not part.has_cluster) else 3


def show(layout: Layout, part: Part) -> int:
    """Print the resources of the part's stack, and what to try."""
    from rich.console import Console

    from sandbox.demo.show import show as print_outputs  # Rich and pydantic: in the virtual environment only

    # A log or a pipe has no width: there, one line per tenant fits into 140 columns.
    print_outputs(layout, Console() if sys.stdout.isatty() else Console(width=140), part)
    return 0


def remove(layout: Layout, part: Part) -> int:
    """Remove the whole demo, every part of it: resources, simulator, cluster, stacks."""
    del part
    with exclusive(layout.lock):
        return 0 if teardown.remove(layout) else 1


def _state(started: bool) -> str:
    return "started" if started else "already running"


COMMANDS: dict[str, Callable[[Layout, Part], int]] = {
    "up": up,
    "down": down,
    "status": status,
    "show": show,
    "remove": remove,
}


def main(arguments: Sequence[str], layout: Layout = HERE) -> int:
    """Run one command; a failure that the user can correct is one line on standard error."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, command in COMMANDS.items():
        one = commands.add_parser(name, help=command.__doc__)
        one.add_argument("part", nargs="?", type=read_part, default=Part.ALL, help="all or accounts")
    options = parser.parse_args(arguments)
    try:
        return COMMANDS[options.command](layout, options.part)
    except SetupError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(explain_os_error(error), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
