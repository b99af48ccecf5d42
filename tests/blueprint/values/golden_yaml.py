"""The text of golden files, and where they are. Comments in them stay before the line that they stand before."""

from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "golden"
CHECKSUM = "checksum-of-the-secrets"
Files = Mapping[str, list[Any]]
"""File name → its YAML documents."""


def read(path: Path) -> Any:
    """What a file of one document says."""
    return YAML(typ="safe").load(path)


def text(documents: list[Any]) -> str:
    """YAML of the documents."""
    yaml, written = YAML(), StringIO()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 120
    yaml.representer.ignore_aliases = lambda _data: True
    yaml.dump_all(documents, written)
    return written.getvalue()


def is_comment(line: str) -> bool:
    """Whether a line says nothing to YAML."""
    return line.lstrip().startswith("#")


def without_comments(lines: str) -> str:
    """The lines that say something."""
    return "".join(f"{line}\n" for line in lines.splitlines() if not is_comment(line))


def update(folder: Path, files: Files) -> None:
    """Write the files anew, comments kept."""
    for file, documents in files.items():
        path = folder / file
        path.write_text(commented(text(documents), path.read_text() if path.exists() else ""))


def commented(new: str, old: str) -> str:
    """`new` with the comments of `old`, each before the line that it stood before; the n-th of equal lines stays n-th.

    Raises KeyError when such a line is gone: its comment must go or move by hand.
    """
    comments = dict(_comments(old))
    lines: list[str] = []
    for key, line in _numbered(new.splitlines()):
        lines += [*comments.pop(key, []), line]
    if comments:
        raise KeyError(f"comments without their line: {comments}")
    return "\n".join(lines) + "\n"


def _comments(old: str) -> Iterator[tuple[tuple[str, int], list[str]]]:
    held: list[str] = []
    counted = _numbered([line for line in old.splitlines() if not is_comment(line)])
    for line in old.splitlines():
        if is_comment(line):
            held.append(line)
            continue
        key, _ = next(counted)
        if held:
            yield key, held
        held = []


def _numbered(lines: list[str]) -> Iterator[tuple[tuple[str, int], str]]:
    seen: dict[str, int] = {}
    for line in lines:
        seen[line] = seen.get(line, 0) + 1
        yield (line, seen[line]), line
