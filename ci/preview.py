"""Previews a stack: the saved plan, the reports for people and programs, and the record of what the plan belongs to."""

import hashlib
import json
import shutil
from pathlib import Path

from ci import programs, report
from ci.fault import StepFailed

PLAN, RECORD, APPROVED, COMMENT = "plan.json", "record.json", "report.json", "comment.md"


def preview(stack: str, folder: Path, base: str | None) -> str:
    """Preview the stack with a saved plan into `folder`, and return the verdict. StepFailed if the preview failed."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "plan").mkdir(parents=True)
    plan = folder / "plan" / PLAN
    verdict = look(stack, folder, base, "--save-plan", str(plan))
    if verdict == report.FAILED:
        raise StepFailed(f"the preview of stack {stack} failed; the errors are above and in {folder / COMMENT}")
    approved = folder / "plan" / APPROVED
    report.review(folder / "preview.json", approved)
    (folder / "plan" / RECORD).write_text(json.dumps(_record(stack, verdict, plan)), encoding="utf-8")
    return verdict


def look(stack: str, folder: Path, base: str | None, *options: str) -> str:
    """Preview the stack, write comment.md, review.html and full.json into `folder`, and return the verdict."""
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / "preview.json"
    failed = programs.run(["pulumi", "preview", "--stack", stack, "--non-interactive", "--json", *options], output)
    known = base is not None and programs.exists(base, f"Pulumi.{stack}.yaml")
    before = ["--base", str(base)] if known else []
    files = ["--markdown", str(folder / COMMENT), "--page", str(folder / "review.html")]
    verdict = report.review(output, folder / "full.json", *before, *files)
    return report.FAILED if failed else verdict


def _record(stack: str, verdict: str, plan: Path) -> dict[str, str]:
    return {"stack": stack, "tree": programs.tree(), "plan": digest(plan), "verdict": verdict}


def digest(plan: Path) -> str:
    """Return the SHA-256 of a plan; StepFailed if there is none."""
    try:
        return hashlib.sha256(plan.read_bytes()).hexdigest()
    except OSError as error:
        raise StepFailed(f"{plan} cannot be read: {error}; make the preview again") from None
