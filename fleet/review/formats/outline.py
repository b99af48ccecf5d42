"""The report as headings with sentences, the same for each format that a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.review.parts import PARTS
from fleet.review.report import CHANGES, FAILED, NOTHING, SECOND_APPROVAL, Group, Item, Report
from fleet.review.words.values import listed

VERDICTS: Mapping[str, str] = {
    NOTHING: "nothing changes",
    CHANGES: "changes; none of them needs a second approval",
    SECOND_APPROVAL: "needs a second approval",
    FAILED: "the preview failed; what follows is not complete",
}
PLURALS: Mapping[str, str] = {"create": "are new", "delete": "are deleted"}


def outline(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a heading and its sentences: errors, dangers, each group, notes, and the engine's count."""
    yield from _if_any("The preview failed", report.errors)
    yield from _if_any("Read this first", report.dangers)
    yield from _if_any("Logins that move", report.moves)
    yield from _if_any("GPUs that tenants may use at once", tuple(map(str, report.cards)))
    for group in report.groups:
        yield group.title, tuple(_sentences(group))
    yield from _if_any("Notes", report.notes)
    counted = ", ".join(f"{count} {op}" for op, count in sorted(report.counts.items()))
    yield from _if_any("The engine counts", (counted,) if counted else ())


def _if_any(heading: str, lines: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if lines:
        yield heading, lines


def _sentences(group: Group) -> Iterator[str]:
    for part in PARTS:
        yield from (f"{part}: {sentence}" for sentence in _joined(group.part(part)))
    yield from (f"features: {sentence}" for sentence in group.features)
    frames = sum(item.frame for item in group.items)
    if frames:
        yield f"{frames} resource{'' if frames == 1 else 's'} of the program's own structure, without effect outside"


def _joined(items: tuple[Item, ...]) -> Iterator[str]:
    """One sentence for resources of one type that have no words of their own, and else one per resource."""
    plain: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.plain and item.action in PLURALS:
            plain.setdefault((item.type, item.action), []).append(item)
        else:
            yield item.text
    for (type_, action), each in plain.items():
        names = listed(sorted(item.name for item in each))
        yield f"{type_.rsplit(':', 1)[-1]} {names} {PLURALS[action]}" if len(each) > 1 else each[0].text
