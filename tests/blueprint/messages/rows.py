"""Reads and writes messages.txt: rows of input lines, with the printed lines indented below them.

A block that starts with `#` begins a section. Its `given` lines are input of every row of the section; a row's own line
about the same key replaces them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

FILE = Path(__file__).with_name("messages.txt")
_INDENT = "    "
_GIVEN = "given "
Inputs = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """Input lines such as `acme | name: ab`, and the printed lines."""

    inputs: Inputs
    printed: tuple[str, ...]

    def __str__(self) -> str:
        """Inputs, then the printed lines, indented."""
        return "\n".join((*self.inputs, *(_INDENT + line for line in self.printed)))


@dataclass(frozen=True)
class Section:
    """Rows with common input lines; `head` is everything above the first row, as in the file."""

    head: str
    given: Inputs
    rows: tuple[Row, ...] = ()

    @property
    def title(self) -> str:
        """First line of the head, without its hashes."""
        return self.head.splitlines()[0].strip("# ")

    def __str__(self) -> str:
        """Head and rows, separated by empty lines."""
        return "\n\n".join((self.head, *map(str, self.rows)))


def read(text: str) -> tuple[Section, ...]:
    """Parse the text of the file."""
    sections: list[Section] = []
    for block in text.strip("\n").split("\n\n"):
        if block.startswith("#"):
            sections.append(Section(block, tuple(_given(block))))
        else:
            sections[-1] = replace(sections[-1], rows=(*sections[-1].rows, _row(block)))
    return tuple(sections)


def write(sections: tuple[Section, ...]) -> str:
    """Return the text of the file."""
    return "\n\n".join(map(str, sections)) + "\n"


def _given(head: str) -> Iterator[str]:
    return (line.removeprefix(_GIVEN) for line in head.splitlines() if line.startswith(_GIVEN))


def _row(block: str) -> Row:
    lines = block.splitlines()
    inputs = tuple(line for line in lines if not line.startswith(_INDENT))
    return Row(inputs, tuple(line.removeprefix(_INDENT) for line in lines[len(inputs) :]))
