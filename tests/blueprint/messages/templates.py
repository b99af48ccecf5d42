"""Finds the templates of messages in the product's sources: every literal of prose that is not documentation."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROSE = re.compile(r"[A-Za-z,;:)`] [A-Za-z(`]")
_DOCUMENTATION = ("typer.Option", "typer.Argument", "typer.Typer", "StackSecret", "SecretFamily", "Source")
"""Calls whose texts are printed in documentation or help only."""
_WILDCARD = "\0"


@dataclass(frozen=True)
class Template:
    """A literal, or an f-string whose placeholders are wildcards."""

    place: str
    text: str

    def matches(self, lines: str) -> bool:
        """Whether one of the lines contains the template."""
        parts = (re.escape(part) for part in self.text.split(_WILDCARD))
        return re.search(".*?".join(parts), lines) is not None

    def __str__(self) -> str:
        """Place and text, with `…` for each placeholder."""
        return f"{self.place}: {self.text.replace(_WILDCARD, '…')}"


def templates(file: Path) -> Iterator[Template]:
    """List the templates of one source file."""
    for node in _literals(ast.parse(file.read_text(encoding="utf-8"))):
        text = _text(node)
        if _PROSE.search(text):
            yield Template(f"{file}:{node.lineno}", text)


def _literals(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _DOCUMENTATION:
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from _literals(child)


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts = (part.value if isinstance(part, ast.Constant) else _WILDCARD for part in node.values)
    return "".join(str(part) for part in parts)
