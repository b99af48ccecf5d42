"""The report of a preview, made by `fleet review`, as the workflows keep and compare it."""

import json
import sys
from pathlib import Path
from typing import Any

from ci import programs
from ci.fault import StepFailed

NOTHING, CHANGES, SECOND_APPROVAL, FAILED = "nothing", "changes", "second approval", "failed"
VERDICTS = {0: NOTHING, 2: CHANGES, 3: SECOND_APPROVAL}
"""Exit codes of `fleet review`; every other one means that the preview failed."""
COMPARED = ("stack", "verdict", "groups", "moves", "counts")
"""Notes are left out: a reviewer's account without rights to write has some that an administrator's has not."""
KEYS, RELEASE = "clearml:index:Credentials", "kubernetes:helm.sh/v3:Release"

Content = dict[str, Any]


def review(preview: Path, report: Path, *options: str) -> str:
    """Write the report of a preview as JSON and return its verdict."""
    argv = [sys.executable, "-m", "fleet", "review", str(preview), "--json", *options]
    return VERDICTS.get(programs.run(argv, report), FAILED)


def read(path: Path) -> Content:
    """Return the content of a report or a plan's record; StepFailed if it is no JSON object."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StepFailed(f"{path} cannot be read: {error}; make the preview again") from None
    if not isinstance(content, dict):
        raise StepFailed(f"{path} holds no JSON object; make the preview again")
    return content


def same(one: Content, other: Content) -> bool:
    """Whether two reports mean the same changes."""
    return all(one.get(key) == other.get(key) for key in COMPARED)


def plan_can_hold(report: Content) -> bool:
    """Whether `pulumi up --plan` can carry the changes out.

    It cannot if workers get a new key pair: the values of their Helm release are known during the run only.
    """
    return not any({KEYS, RELEASE} <= _written(group) for group in report["groups"])


def _written(group: Content) -> set[str]:
    """The types of a tenant's resources that are created, updated or replaced; the provider's module does not count."""
    written = [item["type"] for item in group["items"] if item["action"] not in ("delete", "discard")]
    return {KEYS if each.endswith(":Credentials") else each for each in written}
