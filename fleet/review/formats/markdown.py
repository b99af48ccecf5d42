"""The report as Markdown, for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.review.formats.outline import VERDICTS, outline
from fleet.review.report import FAILED, SECOND_APPROVAL, Report

LONGEST = 60_000
"""GitHub accepts 65,536 characters per comment; the rest is for the workflow's own lines."""
_SPECIAL = str.maketrans({each: f"\\{each}" for each in "\\`*_{}[]<>#|~"} | {"@": "@\u200b"})
"""Makes Markdown show a text as it is; with a zero-width space, a name such as @team mentions no team."""


def markdown(report: Report, longest: int = LONGEST) -> str:
    """Return the report; what does not fit is counted in its last line."""
    text = "\n".join(_lines(report))
    if len(text) <= longest:
        return f"{text}\n"
    kept = text[:longest].rsplit("\n", 1)[0]
    left = text.count("\n") - kept.count("\n")
    return f"{kept}\n\n{left} lines do not fit here; `python -m fleet review` prints all of them.\n"


def _lines(report: Report) -> Iterator[str]:
    strong = "**" if report.verdict in (FAILED, SECOND_APPROVAL) else ""
    yield f"## Stack {_plain(report.stack)}: {strong}{VERDICTS[report.verdict]}{strong}"
    for heading, lines in outline(report):
        yield f"\n### {_plain(heading)}\n"
        yield from (f"* {_plain(line)}" for line in lines)


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("->", "→").translate(_SPECIAL)
