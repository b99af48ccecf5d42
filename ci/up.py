"""Runs `pulumi up` with the plan that was reviewed, after checks that it is the plan of these files and this stack."""

import tempfile
from pathlib import Path

from ci import programs, report
from ci.fault import StepFailed
from ci.preview import APPROVED, PLAN, RECORD, digest, look

AGAIN = "review a new preview: open a pull request, or run the preview's workflow again"


def up(stack: str, folder: Path, *, second_approval: bool) -> None:
    """Carry out what the report in `folder` lists. StepFailed if anything differs from it, or if the run failed."""
    check_record(stack, folder)
    approved = report.read(folder / APPROVED)
    with tempfile.TemporaryDirectory(prefix="up-") as scratch:
        now = preview_now(stack, Path(scratch))
    if not report.same(approved, now):
        raise StepFailed(f"stack {stack} would change in another way than was approved; {AGAIN}")
    if now["verdict"] == report.NOTHING:
        print(f"stack {stack}: nothing changes")
        return
    if now["verdict"] == report.SECOND_APPROVAL and not second_approval:
        raise StepFailed(f"stack {stack} needs a second approval: run this in the environment {stack}-second-approval")
    _run(stack, ["--plan", str(folder / PLAN)] if report.plan_can_hold(now) else [])


def check_record(stack: str, folder: Path) -> None:
    """Raise StepFailed unless the plan is that of this stack and these files, and unchanged."""
    record = report.read(folder / RECORD)
    if record.get("stack") != stack:
        raise StepFailed(f"the plan is of stack {record.get('stack')}, not {stack}; {AGAIN}")
    if record.get("tree") != programs.tree():
        raise StepFailed(f"the plan of stack {stack} is of other files than those of this commit; {AGAIN}")
    if record.get("plan") != digest(folder / PLAN):
        raise StepFailed(f"the plan of stack {stack} is not the one that the preview saved; {AGAIN}")


def preview_now(stack: str, scratch: Path) -> report.Content:
    """Return the report of a preview made now; StepFailed if the preview fails."""
    if look(stack, scratch, None) == report.FAILED:
        raise StepFailed(f"the preview of stack {stack} before the run failed; nothing was changed")
    return report.read(scratch / "full.json")


def _run(stack: str, plan: list[str]) -> None:
    if not plan:
        print("workers get new key pairs, which a plan cannot hold: the run is bound by the report alone", flush=True)
    argv = ["pulumi", "up", "--stack", stack, "--yes", "--non-interactive", "--suppress-outputs", *plan]
    code = programs.run(argv)
    if code != 0:
        raise StepFailed(f"pulumi up of stack {stack} ended with code {code}; the errors are above; {AGAIN}")
