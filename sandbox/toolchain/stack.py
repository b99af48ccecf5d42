"""Makes a stack of the sandbox in its own file backend and selects it; removes the locks of killed commands."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

from sandbox.toolchain import environment
from sandbox.toolchain.command import run
from sandbox.toolchain.engine import Engine
from sandbox.toolchain.layout import PROJECT, Layout
from sandbox.toolchain.progress import step
from sandbox.toolchain.running import command_line


def ensure(layout: Layout, engine: Engine, stack: str) -> None:
    """Leave the stack made and selected; no other home or backend than the sandbox's is changed."""
    with step("stack") as current:
        removed = drop_dead_locks(layout, stack)
        note = f", {removed} lock(s) of killed commands removed" if removed else ""
        current.result = f"{stack} in {layout.state.relative_to(layout.root)}{note}"
        if layout.stack_file(stack).is_file() and _is_selected(layout, stack):
            return
        layout.state.mkdir(parents=True, exist_ok=True)
        variables = environment.variables(layout, engine, os.environ)
        argv = ["stack", "select", stack, "--create", "--secrets-provider", "passphrase", "--non-interactive"]
        run(
            [environment.pulumi(variables), *argv],
            current,
            layout.logs / "stack.log",
            cwd=layout.root,
            environment=variables,
        )


def drop_dead_locks(layout: Layout, stack: str) -> int:
    """Remove locks whose process on this machine is gone (Pulumi never removes them); return how many."""
    dead = [path for path in layout.stack_locks(stack).glob("*.json") if _is_dead(path)]
    for path in dead:
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.attrs").unlink(missing_ok=True)
    return len(dead)


def _is_dead(lock: Path) -> bool:
    try:
        holder = json.loads(lock.read_text())
        if holder["hostname"] != socket.gethostname():
            return False
        return "pulumi" not in command_line(int(holder["pid"]))
    except (ValueError, KeyError, TypeError, OSError):
        return False


def _is_selected(layout: Layout, stack: str) -> bool:
    workspaces = (layout.pulumi_home / "workspaces").glob("*.json")
    return any(_selection(path, layout) == f"organization/{PROJECT}/{stack}" for path in workspaces)


def _selection(workspace: Path, layout: Layout) -> object:
    try:
        return json.loads(workspace.read_text())["stacks"][layout.backend_url]
    except (ValueError, KeyError, TypeError):
        return None
