"""Makes the page of a report."""

from __future__ import annotations

from collections.abc import Iterable

from fleet.review.formats.outline import VERDICTS
from fleet.review.page.bars import Bar
from fleet.review.page.document import Document, Section, html
from fleet.review.page.matrix import Cell, Row
from fleet.review.parts import PARTS
from fleet.review.report import FAILED, Group, Item, Report
from fleet.review.settings import CardChange

_KINDS = {"create": "new", "import": "new", "update": "changed"}
"""Kind of cell by action; every other action, replacements among them, is `gone`."""
_GRAVITY = ("gone", "changed", "new")


def page(report: Report) -> str:
    """Return the whole HTML file; nothing that the report holds is left out."""
    return html(document(report))


def document(report: Report) -> Document:
    """Return what the page shows."""
    return Document(
        title=f"Review of stack {report.stack}",
        verdict=VERDICTS[report.verdict],
        loud=(*report.errors, *report.dangers, *report.moves),
        columns=PARTS,
        rows=tuple(_row(group) for group in report.groups),
        cards=tuple(_bar(card) for card in report.cards),
        sections=tuple(_section(group) for group in report.groups),
        notes=(*_unreliable(report), *report.notes),
    )


def _row(group: Group) -> Row:
    """A row of the matrix; a part whose features alone change has no cell."""
    found = {part: group.part(part) for part in PARTS}
    return Row(group.title, _anchor(group), {part: _cell(items) for part, items in found.items() if items})


def _cell(items: tuple[Item, ...]) -> Cell:
    kinds = {"changed" if _rotates(item) else _KINDS.get(item.action, "gone") for item in items}
    gravest = next(kind for kind in _GRAVITY if kind in kinds)
    return Cell(gravest, len(items), "\n".join(item.text for item in items))


def _rotates(item: Item) -> bool:
    return item.part == "keys" and item.action == "replace"


def _section(group: Group) -> Section:
    lines = (*group.dangers, *group.features, *(line for item in group.items for line in _lines(item)))
    count = sum(not item.frame for item in group.items)
    summary = f"{group.fate}, {count} {'change' if count == 1 else 'changes'}"
    return Section(_anchor(group), group.name, summary, lines, loud=bool(group.dangers))


def _lines(item: Item) -> Iterable[str]:
    yield item.text
    yield from (detail for detail in item.details if detail not in item.text)


def _bar(card: CardChange) -> Bar:
    return Bar(card.name, card.available, card.before, card.after)


def _unreliable(report: Report) -> tuple[str, ...]:
    return ("The preview failed: more may change than this page shows.",) if report.verdict == FAILED else ()


def _anchor(group: Group) -> str:
    return f"tenant-{group.name.replace(' ', '-')}"
