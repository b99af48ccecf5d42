"""CONTRIBUTING.md: each step of its paths names a file and a function, class or constant that is defined there."""

import ast
import re

import pytest

from tests.docs.pages import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^\| [^|]+ \| `([\w/]+\.py)` \| `([\w.]+)` \|$", PAGE, re.MULTILINE)


def _definitions(tree: ast.Module | ast.ClassDef, prefix: str = "") -> set[str]:
    """Dotted names of functions, classes, their methods, and names that are assigned."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            names |= {prefix + node.name} | _definitions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(prefix + node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {prefix + target.id for target in targets if isinstance(target, ast.Name)}
    return names


def test_the_page_has_three_paths() -> None:
    assert len(STEPS) == len(re.findall(r"^\|.*\.py` \| `[^|]+\|$", PAGE, re.MULTILINE))
    assert PAGE.count("| step | file | function |") == 3


@pytest.mark.parametrize(("file", "name"), STEPS, ids=[f"{file}:{name}" for file, name in STEPS])
def test_a_step_is_defined_where_the_page_names_it(file: str, name: str) -> None:
    assert name in _definitions(ast.parse((ROOT / file).read_text(encoding="utf-8")))
