"""Builds HTML from values: text is always escaped, and only this module makes markup."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

_VOID = {"meta"}


@dataclass(frozen=True)
class Markup:
    """Finished HTML."""

    html: str


Content = Markup | str | int | None
"""What an element may contain; None is nothing."""


def tag(name: str, /, *content: Content, **attributes: str | int | bool) -> Markup:
    """Return an element; `class_` is the attribute `class`, other underscores are hyphens, True has no value."""
    opened = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    inner = joined(*content).html
    return Markup(opened if name in _VOID else f"{opened}{inner}</{name}>")


def joined(*content: Content) -> Markup:
    """Return one piece of HTML after the other; text is escaped."""
    return Markup("".join(_html(each) for each in content))


def style(css: str) -> Markup:
    """Return a style sheet of this program; a browser does not unescape it."""
    return Markup(f"<style>{css}</style>")


def _html(content: Content) -> str:
    if content is None:
        return ""
    return content.html if isinstance(content, Markup) else escape(str(content))


def _attribute(key: str, value: str | int | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
