"""Finds the calls that report a problem, and records which of them are reached."""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pydantic_core import PydanticCustomError

from blueprint.settings.checking import expect
from blueprint.settings.checking.problems import Problem

_REPORTING = ("Problem", "mismatch")
Sites = set[str]
"""Calls, each as `file:line`."""


def call_sites(file: Path) -> Sites:
    """List the calls of a source file that make a problem."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    calls = (node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) in _REPORTING)
    return {f"{file}:{call.lineno}" for call in calls}


@contextmanager
def reached(root: Path) -> Iterator[Sites]:
    """Record the calls that are reached meanwhile, with paths relative to `root`."""
    sites: Sites = set()
    make_problem = Problem.__init__

    def record(depth: int) -> None:
        frame = sys._getframe(depth)
        file = Path(frame.f_code.co_filename)
        sites.add(f"{file.relative_to(root) if file.is_relative_to(root) else file}:{frame.f_lineno}")

    def recorded_problem(self: Problem, *args: Any, **kw: Any) -> None:
        record(2)
        make_problem(self, *args, **kw)

    def recorded_error(kind: str, template: str, context: dict[str, object]) -> PydanticCustomError:
        record(3)
        return PydanticCustomError(kind, template, context)

    with (
        patch.object(Problem, "__init__", recorded_problem),
        patch.object(expect, "PydanticCustomError", recorded_error),
    ):
        yield sites
