"""Finds the line of a key in a YAML file, for problems that two files have with each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from blueprint.settings.checking.problems import Problem

_PART = re.compile(r'\[(?P<index>\d+)\]|"(?P<quoted>[^"]*)"|(?P<plain>[^.\["]+)')


def located(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Add the lines to those problems that name another owner; a file is read again only for that."""
    for problem in problems:
        if problem.other is None:
            yield problem
            continue
        other = replace(problem.other, line=_line(problem.other.file, problem.other.path))
        yield replace(problem, other=other, line=_line(problem.file, problem.path))


def line_of(text: str, path: str) -> int | None:
    """Return the line of a path such as login.domains[0], or of what of it is there; None if nothing is."""
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    line: int | None = None
    for part in _PART.finditer(path):
        step = _below(node, part)
        if step is None:
            break
        line, node = step
    return line


def _below(node: Node | None, part: re.Match[str]) -> tuple[int, Node] | None:
    if isinstance(node, SequenceNode) and part["index"] is not None:
        items = node.value[int(part["index"]) :]
        return (items[0].start_mark.line + 1, items[0]) if items else None
    if isinstance(node, MappingNode):
        name = part["quoted"] if part["quoted"] is not None else part["plain"]
        pairs = ((key, value) for key, value in node.value if key.value == name)
        return next(((key.start_mark.line + 1, value) for key, value in pairs), None)
    return None


def _line(file: str, path: str) -> int | None:
    try:
        return line_of(Path(file).read_bytes().decode("utf-8-sig"), path)
    except (OSError, UnicodeDecodeError, YAMLError):
        return None
