"""Drift of a stack: a preview with `--refresh`, and one issue per stack that is open while there is drift."""

from pathlib import Path

from ci import report
from ci.fault import StepFailed
from ci.forges.forge import Forge
from ci.preview import COMMENT, look
from ci.programs import hand_on
from ci.texts import find, marked

LABEL, KIND = "drift", "drift"
GONE = "Server and cluster are again as the files of the main branch describe them."
INTRODUCTION = (
    "What was changed by hand on server or cluster, or merged and not yet run, as what the next `pulumi up` would do."
)


def drift(stack: str, folder: Path) -> None:
    """Write the report of drift into `folder`, and its verdict for later steps.

    A preview that fails has a report too: fields that another program took over make it fail.
    """
    verdict = look(stack, folder, None, "--refresh")
    (folder / "verdict").write_text(verdict, encoding="utf-8")
    hand_on(verdict=verdict)
    if verdict == report.FAILED and not (folder / COMMENT).exists():
        raise StepFailed(f"the preview of stack {stack} failed without a report; the errors are above")
    print(f"stack {stack}: {verdict}")


def drift_issue(forge: Forge, stack: str, folder: Path) -> None:
    """Open or update the stack's issue, or close it when the drift is gone. StepFailed if the preview failed."""
    verdict = (folder / "verdict").read_text(encoding="utf-8").strip()
    there = find(forge.issues(LABEL), KIND, stack)
    if verdict != report.NOTHING:
        text = f"{INTRODUCTION}\n\n{(folder / COMMENT).read_text(encoding='utf-8')}"
        title = f"Drift of stack {stack}"
        forge.write_issue(title, marked(KIND, stack, text), LABEL, there.number if there else None)
        print(f"stack {stack}: drift, {'issue ' + there.number + ' updated' if there else 'issue opened'}")
    elif there:
        forge.close_issue(there.number, GONE)
        print(f"stack {stack}: no drift, issue {there.number} closed")
    else:
        print(f"stack {stack}: no drift")
    if verdict == report.FAILED:
        raise StepFailed(f"the preview of stack {stack} failed; its issue holds the errors")
