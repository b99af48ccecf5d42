"""Puts a page together from its parts; it loads nothing, runs nothing, and its style is the only one it accepts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fleet.review.page.bars import Bar, bars
from fleet.review.page.element import Content, Markup, joined, style, tag
from fleet.review.page.matrix import Row, matrix

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Section:
    """What happens to one tenant or to the platform, in sentences; `loud` opens it."""

    anchor: str
    name: str
    summary: str
    lines: tuple[str, ...]
    loud: bool = False


@dataclass(frozen=True)
class Document:
    """Everything that a page shows. All of it is text; `loud` stands first."""

    title: str
    verdict: str
    loud: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    cards: tuple[Bar, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]


def html(document: Document) -> str:
    """Return the whole file."""
    body = tag(
        "body",
        tag("header", tag("h1", document.title), tag("p", document.verdict, class_="verdict")),
        _loud(document.loud),
        _part("What changes", matrix(document.rows, document.columns), shown=bool(document.rows)),
        _part("GPUs", bars(document.cards), shown=bool(document.cards)),
        _part("In words", *(_section(section) for section in document.sections), shown=bool(document.sections)),
        _part("Notes", _list(document.notes), shown=bool(document.notes)),
    )
    return f"<!doctype html>\n{tag('html', _head(document.title), body, lang='en').html}\n"


def policy(css: str) -> str:
    """The page's Content Security Policy: nothing but the style sheet with this content."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _head(title: str) -> Markup:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy(STYLE)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        style(STYLE),
    )


def _loud(lines: Sequence[str]) -> Markup | None:
    return tag("section", tag("h2", "Read this first"), _list(lines), class_="loud") if lines else None


def _part(title: str, *content: Content, shown: bool) -> Markup | None:
    return tag("section", tag("h2", title), *content) if shown else None


def _section(section: Section) -> Markup:
    summary = tag("summary", section.name, tag("span", f" {section.summary}", class_="quiet"))
    return tag("details", summary, _list(section.lines), id=section.anchor, open=section.loud)


def _list(lines: Sequence[str]) -> Markup:
    return tag("ul", joined(*(tag("li", line) for line in lines)))
