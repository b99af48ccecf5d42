"""Texts that the workflows write and find again by a hidden marker."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 65_536
"""Characters that GitHub accepts per comment and issue; GitLab accepts more."""
_CUT = "\n\nThe rest does not fit here; the whole report is an artifact of the workflow's run.\n"


@dataclass(frozen=True)
class Text:
    """A comment or an issue; `number` is what the API calls it."""

    number: str
    body: str


def marker(kind: str, stack: str) -> str:
    """Return the first line of such a text; Markdown does not show it."""
    return f"<!-- clearml-platform {kind}: {stack} -->"


def marked(kind: str, stack: str, text: str) -> str:
    """Return a text with its marker, cut at the end of a line if it is too long."""
    whole = f"{marker(kind, stack)}\n{text}"
    if len(whole) <= LONGEST:
        return whole
    return whole[: LONGEST - len(_CUT)].rsplit("\n", 1)[0] + _CUT


def find(texts: Iterable[Text], kind: str, stack: str) -> Text | None:
    """Return the first text that begins with the marker."""
    return next((text for text in texts if text.body.startswith(marker(kind, stack))), None)
