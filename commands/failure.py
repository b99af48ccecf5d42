"""How a program of this room ends when it cannot do its work: one line on stderr, no traceback.

The Command plugin shows a program's whole output with its error, and stores it: no secret may be in it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

MAX_WORDS = 300
"""Characters of another program's last words that are worth repeating."""


class Failure(Exception):
    """Whatever an operator can act on; `str()` is one line: where, what was tried, what failed, what to do."""


def last_words(*texts: str) -> str:
    """The last line that says something, of the first text that has one; cut to MAX_WORDS."""
    for text in texts:
        lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        if lines:
            return lines[-1] if len(lines[-1]) <= MAX_WORDS else f"{lines[-1][:MAX_WORDS]}…"
    return "(nothing was said)"


def told(work: Callable[[], list[str]]) -> int:
    """Do the work and print what it returns, a line each; the exit code of the program."""
    try:
        lines = work()
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0
