"""The picture of a review: tenants down, what changes across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fleet.review.page.element import Markup, tag

SIGNS = {"new": "+", "changed": "~", "gone": "-"}
"""Sign per kind of change, for those who see no colours."""


@dataclass(frozen=True)
class Cell:
    """What happens to one part of one tenant: number of changes, and the gravest kind, new, changed or gone."""

    kind: str
    count: int
    text: str


@dataclass(frozen=True)
class Row:
    """A tenant; cells by column."""

    name: str
    anchor: str
    cells: dict[str, Cell]


def matrix(rows: Sequence[Row], columns: Sequence[str]) -> Markup:
    """Return the table with only those columns in which something changes."""
    used = [column for column in columns if any(column in row.cells for row in rows)]
    head = tag("tr", tag("th", "tenant", scope="col"), *(tag("th", column, scope="col") for column in used))
    body = [_row(row, used) for row in rows]
    legend = tag("caption", "+ is new, ~ changes, - goes; the number is how many")
    table = tag("table", legend, tag("thead", head), tag("tbody", *body), class_="matrix")
    return tag("div", table, class_="wide")


def _row(row: Row, columns: Sequence[str]) -> Markup:
    name = tag("th", tag("a", row.name, href=f"#{row.anchor}"), scope="row")
    return tag("tr", name, *(_cell(row.cells.get(column)) for column in columns))


def _cell(cell: Cell | None) -> Markup:
    if cell is None:
        return tag("td")
    return tag("td", f"{SIGNS[cell.kind]} {cell.count}", class_=cell.kind, title=cell.text)
