"""Removes the demo: resources, simulator, cluster, stacks. It works from any incomplete state; the tools stay."""

from __future__ import annotations

import os
import shutil
import subprocess

from sandbox.demo import cluster, connection, simulator
from sandbox.toolchain import environment, stack
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.part import Part
from sandbox.toolchain.progress import SetupError


def remove(layout: Layout) -> bool:
    """Destroy the stacks if that is possible, stop simulator and cluster, and delete the stacks' state.

    Returns False when a destroy was tried and failed. Raises SetupError, with nothing touched, while another Pulumi
    command works on a stack.
    """
    for part in Part:
        _require_unlocked(layout, part.stack)
    _require_no_other(layout)
    stacks = [part for part in Part if layout.stack_file(part.stack).is_file()]
    destroyed = [_destroy(layout, part) for part in stacks]
    stopped = simulator.stop(layout)
    print("simulator stopped" if stopped else "no simulator was running", flush=True)
    print("cluster stopped" if cluster.stop(layout) else "no cluster of the sandbox was running", flush=True)
    shutil.rmtree(layout.state, ignore_errors=True)
    names = " and ".join(f"stack {part.stack}" for part in stacks) or "no stack"
    print(f"{names} removed; `make demo` starts from nothing again", flush=True)
    if not all(destroyed):
        print("the destroy failed; its resources ended with simulator and cluster all the same", flush=True)
    return all(destroyed)


def _require_unlocked(layout: Layout, name: str) -> None:
    stack.drop_dead_locks(layout, name)
    if any(layout.stack_locks(name).glob("*.json")):
        raise SetupError(f"another pulumi command works on stack {name}: let it end, then run `make demo-down` again")


def _require_no_other(layout: Layout) -> None:
    """Refuse to delete the state of a stack that the demo did not create."""
    ours = {part.stack for part in Part}
    others = sorted({file.stem for file in layout.stack_file(Part.ALL.stack).parent.glob("*.json")} - ours)
    if others:
        advice = f"`pulumi stack export --stack {others[0]}` keeps a copy, `pulumi stack rm {others[0]}` removes it"
        raise SetupError(f"stack {others[0]} is not the demo's, but its state is in {layout.state}: {advice}")


def _destroy(layout: Layout, part: Part) -> bool:
    if not _has_resources(layout, part):
        print(f"stack {part.stack}: its resources ended with simulator and cluster, nothing to destroy", flush=True)
        return True
    try:
        variables = environment.variables(layout, environment.require_setup(layout), os.environ)
        program = environment.pulumi(variables)
        # A destroy needs what the stack stands on; a process that died comes up again with its data.
        simulator.start(layout)
        if part.has_cluster:
            cluster.start(layout, os.environ)
    except SetupError as error:
        print(f"no destroy of stack {part.stack}: {error}", flush=True)
        return True
    argv = [program, "destroy", "--stack", part.stack, "--yes", "--skip-preview", "--non-interactive"]
    merged = {**os.environ, **variables, **connection.variables(layout, os.environ)}
    return subprocess.run(argv, cwd=layout.root, env=merged, stdin=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603 - the sandbox's engine


def _has_resources(layout: Layout, part: Part) -> bool:
    # Not part of the attempt to destroy: a cluster without context is an error, no reason to drop the stack's state.
    kubernetes = cluster.running(layout, os.environ) if part.has_cluster else None
    return simulator.running(layout) is not None or kubernetes is not None
