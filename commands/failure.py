"""Failure of a command: one line on stderr and exit code 1, without a traceback.

The Command plugin includes the program's whole output in the error and stores it, so no secret may be in it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

MAX_LINE = 300
"""Characters of another program's output that a message repeats."""


class Failure(Exception):
    """An error that an operator can act on; `str()` is one line: where, what was tried, what failed, what to do."""


def last_line(*outputs: str) -> str:
    """The last non-empty line of the first output that has one, cut to MAX_LINE."""
    for output in outputs:
        lines = [" ".join(line.split()) for line in output.splitlines() if line.strip()]
        if lines:
            return lines[-1] if len(lines[-1]) <= MAX_LINE else f"{lines[-1][:MAX_LINE]}…"
    return "(no output)"


def exit_code(work: Callable[[], list[str]]) -> int:
    """Do the work, print the lines that it returns, and return the program's exit code."""
    try:
        lines = work()
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0
