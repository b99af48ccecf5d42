"""The report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from fleet.review.formats.outline import VERDICTS, outline
from fleet.review.report import FAILED, NOTHING, SECOND_APPROVAL, Report

STYLES = {FAILED: "bold red", SECOND_APPROVAL: "bold red", NOTHING: "green"}


def terminal(report: Report) -> Iterator[Text]:
    """Yield lines."""
    yield Text(f"stack {report.stack}: {VERDICTS[report.verdict]}", STYLES.get(report.verdict, "bold"))
    for heading, lines in outline(report):
        yield Text("")
        yield Text(heading, "bold")
        for line in lines:
            yield Text(f"  {' '.join(line.split())}")
