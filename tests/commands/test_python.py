"""The commands run with any Python from 3.9 on: no newer syntax, standard library only."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "commands").rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_command_is_plain_python_3_9(file: Path) -> None:
    tree = ast.parse(file.read_text(), feature_version=(3, 9))
    names = [name for node in ast.walk(tree) for name in imported(node)]
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names | {"commands"}


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_there_are_commands() -> None:
    assert len(FILES) > 10
