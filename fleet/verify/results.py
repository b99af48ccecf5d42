"""Judges what a check printed, and presents the results as a table or as JSON."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from rich.table import Table
from rich.text import Text

from fleet.verify.checks import Check

BAD_GATEWAY: Final = 500
"""From this status on, the ingress controller found no answer behind it, or the server failed."""
HINTS: Final = {
    "gpu": "no GPU or no driver in the task's container (docs/operations/gpus.md)",
    "open": "not reachable from a task: check DNS, policies and the ingress controller",
    "shut": "reachable from a task: the policies are not enforced, or something else opens the way",
}
Outcome = Literal["ok", "failed", "unknown"]


@dataclass(frozen=True)
class Result:
    """Outcome of a check; `unknown` if its pod or its destination is not there."""

    tenant: str
    check: str
    outcome: Outcome
    detail: str


def judged(check: Check, code: int, output: str) -> Result:
    """Return the outcome of a command's exit code and output."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1] if lines else "no output"
    if check.expected == "gpu":
        gpus = [line for line in lines if re.match(r"(GPU|MIG) ", line)]
        good = code == 0 and bool(gpus)
        return _result(check, good, gpus[0].partition(" (UUID")[0] if good else lines[0] if lines else last)
    if check.expected == "shut" and last.startswith("error"):
        return Result(check.tenant, check.subject, "unknown", last)
    reached = last == "open" or (last.startswith("http ") and int(last.split()[1]) < BAD_GATEWAY)
    if check.expected == "shut":
        return _result(check, last == "shut", last)
    return _result(check, reached, last)


def _result(check: Check, good: bool, detail: str) -> Result:
    text = detail if good else f"{detail}: {HINTS[check.expected]}"
    return Result(check.tenant, check.subject, "ok" if good else "failed", text)


def unavailable(check: Check, reason: str) -> Result:
    """Return the outcome of a check whose pod does not run."""
    return Result(check.tenant, check.subject, "failed", reason)


def as_table(results: Sequence[Result]) -> Table:
    """Return one row per result."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in ("tenant", "check", "outcome", "detail"):
        table.add_column(column, overflow="fold")
    for each in results:
        table.add_row(each.tenant, Text(each.check), each.outcome, Text(each.detail))
    return table


def as_json(results: Sequence[Result]) -> str:
    """Return the results as a JSON list."""
    return json.dumps([asdict(each) for each in results], indent=2, ensure_ascii=False)
