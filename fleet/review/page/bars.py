"""Draws what tenants may use of each card, before and after a change, as bars of one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fleet.review.page.element import Markup, joined, tag

WIDTH, HEIGHT, GAP, SCALE = 480, 14, 4, 360
"""Size of the drawing in its own units; bars take SCALE of its WIDTH, numbers the rest."""


@dataclass(frozen=True)
class Bar:
    """GPUs of one model: how many there are, and how many tenants may use at once before and after."""

    label: str
    available: float | None
    """None if the settings do not list them."""
    before: float
    after: float


def bars(drawn: Sequence[Bar]) -> Markup:
    """Return one figure per model; nothing is longer than the drawing, and numbers stand beside the bars."""
    most = max((max(bar.available or 0, bar.before, bar.after) for bar in drawn), default=0) or 1
    return joined(*(_figure(bar, most) for bar in drawn))


def _figure(bar: Bar, most: float) -> Markup:
    known = bar.available is not None
    there = f"{number(bar.available)} there" if bar.available is not None else "number of GPUs not listed"
    title = f"{bar.label}: {there}, {number(bar.before)} before, {number(bar.after)} after"
    over = bar.available is not None and bar.after > bar.available
    lines = (
        *([("there", bar.available or 0, "track")] if known else []),
        ("before", bar.before, "bar-before"),
        ("after", bar.after, "bar-over" if over else "bar-after"),
    )
    drawn = [_line(index, *line, most) for index, line in enumerate(lines)]
    height = len(lines) * (HEIGHT + GAP)
    picture = tag("svg", *drawn, viewBox=f"0 0 {WIDTH} {height}", role="img", aria_label=title)
    return tag("figure", tag("figcaption", bar.label if known else f"{bar.label} ({there})"), picture)


def _line(index: int, name: str, value: float, kind: str, most: float) -> Markup:
    top, length = index * (HEIGHT + GAP), SCALE * value / most
    rect = tag("rect", x=0, y=top, width=f"{length:.1f}", height=HEIGHT, rx=2, class_=kind)
    return joined(rect, tag("text", f"{number(value)} {name}", x=f"{length + 6:.1f}", y=top + HEIGHT - 3))


def number(value: float) -> str:
    """Return a number of GPUs as people write it: 2, 0.5, 0.125."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
