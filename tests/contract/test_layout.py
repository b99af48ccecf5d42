"""The layout of the code: folders stay small, and a class name has one meaning."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

PRODUCT = ("blueprint", "components", "providers", "commands", "fleet", "ci", "policy")
LARGEST_FOLDER = {**dict.fromkeys(PRODUCT, 16), "sandbox": 26}


def _modules(room: str) -> list[Path]:
    return [path for path in Path(room).rglob("*.py") if path.name != "__init__.py" and ".venv" not in path.parts]


@pytest.mark.parametrize("room", LARGEST_FOLDER)
def test_folders_stay_small(room: str) -> None:
    sizes: dict[str, int] = defaultdict(int)
    for path in _modules(room):
        sizes[str(path.parent)] += 1
    assert sizes
    assert {folder: size for folder, size in sizes.items() if size > LARGEST_FOLDER[room]} == {}


def test_no_class_name_is_defined_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in [path for room in (*LARGEST_FOLDER, "bench") for path in _modules(room)]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
