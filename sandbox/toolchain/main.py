"""The commands of the toolchain: setup (everything), venv (for lint and unit tests), env (exports for a shell)."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from sandbox.demo import archives, connection
from sandbox.toolchain import engine, environment, kubernetes, stack, venv
from sandbox.toolchain.diagnosis import explain_os_error
from sandbox.toolchain.layout import HERE, Layout
from sandbox.toolchain.lock import exclusive
from sandbox.toolchain.progress import SetupError


def setup(layout: Layout) -> None:
    """Make or complete virtual environment, engine, Kubernetes and stack; what is there and current is left alone."""
    with exclusive(layout.lock):
        venv.ensure(layout)
        chosen = engine.ensure(layout)
        kubernetes.ensure(layout)
        archives.ensure(layout)
        stack.ensure(layout, chosen)


def prepare_venv(layout: Layout) -> None:
    """Make or update the virtual environment only."""
    with exclusive(layout.lock):
        venv.ensure(layout)


def print_environment(layout: Layout) -> None:
    """Print export lines for `eval`; fails when set-up has not been completed."""
    chosen = environment.require_setup(layout)
    print(
        environment.render(environment.variables(layout, chosen, os.environ) | connection.variables(layout, os.environ))
    )


COMMANDS = {"setup": setup, "venv": prepare_venv, "env": print_environment}


def main(arguments: Sequence[str], layout: Layout = HERE) -> int:
    """Run one command; a failure that the user can mend is one line on standard error and exit code 1."""
    parser = argparse.ArgumentParser(prog="python3 -m sandbox.toolchain", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    command = COMMANDS[parser.parse_args(arguments).command]
    try:
        command(layout)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(explain_os_error(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; run it again to go on from here", file=sys.stderr)
        return 130
    return 0
