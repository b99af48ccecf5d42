"""The commands of the toolchain: setup (everything), venv (lint, unit tests), env (exports for a shell), policy."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from sandbox.demo import archives, connection
from sandbox.toolchain import builds, engine, environment, kubectl, plugins, policy_pack, programs, stack, venv
from sandbox.toolchain.diagnosis import explain_os_error
from sandbox.toolchain.layout import HERE, Layout
from sandbox.toolchain.lock import exclusive
from sandbox.toolchain.part import Part, read_part
from sandbox.toolchain.progress import SetupError


def setup(layout: Layout, part: Part) -> None:
    """Make or complete virtual environment, engine, cluster programs and stack; what is current is left unchanged."""
    with exclusive(layout.lock):
        chosen = engine.choose(layout)
        tools = programs.missing(chosen, part, layout)
        builds.announce(tools, programs.ways_out(tools, part))
        venv.ensure(layout)
        builds.build(tools, layout)
        if not chosen.fetches_plugins:
            plugins.ensure_command(layout)
        engine.record(layout, chosen)
        if part.has_cluster:
            kubectl.ensure(layout)
            archives.ensure(layout)
        stack.ensure(layout, chosen, part.stack)


def prepare_venv(layout: Layout, part: Part) -> None:
    """Make or update the virtual environment only; it is the same for every part."""
    del part
    with exclusive(layout.lock):
        venv.ensure(layout)


def prepare_policy(layout: Layout, part: Part) -> None:
    """Make or update the environment of the policy pack, and what starts it with an engine that was built here."""
    del part
    with exclusive(layout.lock):
        policy_pack.ensure(layout, engine.recorded(layout))


def print_environment(layout: Layout, part: Part) -> None:
    """Print export lines for `eval`, the same for every part; fails if no set-up has been completed."""
    del part
    chosen = environment.require_setup(layout)
    print(
        environment.render(environment.variables(layout, chosen, os.environ) | connection.variables(layout, os.environ))
    )


COMMANDS: dict[str, Callable[[Layout, Part], None]] = {
    "setup": setup,
    "venv": prepare_venv,
    "env": print_environment,
    "policy": prepare_policy,
}


def main(arguments: Sequence[str], layout: Layout = HERE) -> int:
    """Run one command; a failure that the user can correct is one line on standard error and exit code 1."""
    parser = argparse.ArgumentParser(prog="python3 -m sandbox.toolchain", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("part", nargs="?", type=read_part, default=Part.ALL, help="all or accounts")
    options = parser.parse_args(arguments)
    try:
        COMMANDS[options.command](layout, options.part)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(explain_os_error(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; the same command continues from here", file=sys.stderr)
        return 130
    return 0
