"""Takes the demo away: resources, simulator, cluster, stack. It works from any half-made state; the tools stay."""

from __future__ import annotations

import os
import shutil
import subprocess

from sandbox.demo import cluster, connection, simulator
from sandbox.toolchain import environment, stack
from sandbox.toolchain.layout import STACK, Layout
from sandbox.toolchain.progress import SetupError


def remove(layout: Layout) -> bool:
    """Destroy the stack where that is possible, stop simulator and cluster, and forget the stack's state.

    Returns False when a destroy was tried and failed. Raises SetupError, with nothing touched, while another Pulumi
    command works on the stack.
    """
    stack.drop_dead_locks(layout)
    if any(layout.stack_locks.glob("*.json")):
        raise SetupError(f"another pulumi command works on stack {STACK}: let it end, then run `make demo-down` again")
    destroyed = _destroy(layout)
    stopped = simulator.stop(layout)
    print("simulator stopped" if stopped else "no simulator was running", flush=True)
    print("cluster stopped" if cluster.stop(layout) else "no cluster of the sandbox was running", flush=True)
    shutil.rmtree(layout.state, ignore_errors=True)
    print(f"stack {STACK} removed; `make demo` starts from nothing again", flush=True)
    return destroyed


def _destroy(layout: Layout) -> bool:
    if not layout.stack_file.is_file():
        print(f"stack {STACK} does not exist, nothing to destroy", flush=True)
        return True
    # Outside of the attempt below: a cluster named by half is an error, not a reason to forget what stands in it.
    kubernetes = cluster.running(layout, os.environ)
    if simulator.running(layout) is None and kubernetes is None:
        print("neither simulator nor cluster runs: what the stack made went with them, nothing to destroy", flush=True)
        return True
    try:
        variables = environment.variables(layout, environment.require_setup(layout), os.environ)
        program = environment.pulumi(variables)
        # A destroy needs both; one that died comes up again with its data.
        simulator.start(layout)
        cluster.start(layout, os.environ)
    except SetupError as error:
        print(f"no destroy: {error}", flush=True)
        return True
    argv = [program, "destroy", "--stack", STACK, "--yes", "--skip-preview", "--non-interactive"]
    merged = {**os.environ, **variables, **connection.variables(layout, os.environ)}
    return subprocess.run(argv, cwd=layout.root, env=merged, stdin=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603 - our own engine
