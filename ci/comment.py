"""The comment on a pull or merge request: one per stack, updated in place."""

from pathlib import Path

from ci.forges.forge import Forge
from ci.texts import find, marked

KIND = "review"


def comment(forge: Forge, request: str, stack: str, report: Path) -> None:
    """Write the report of a stack, in place of the last one if this account wrote it; without a report do nothing."""
    if not report.exists():
        print(f"stack {stack}: no report, so no comment")
        return
    text = report.read_text(encoding="utf-8")
    there = find(forge.comments(request), KIND, stack)
    forge.write_comment(request, marked(KIND, stack, text), there.number if there else None)
    print(f"stack {stack}: comment {there.number + ' updated' if there else 'made'}")
