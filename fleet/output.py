"""Where commands print: results on standard output, notes and errors on standard error."""

import json
import sys
from dataclasses import asdict
from typing import NoReturn

from rich.console import Console

from blueprint.settings.checking.problems import SettingsError

WIDE = 500
"""Columns of tables in files and pipes."""


def console() -> Console:
    """Standard output; as wide as a table needs if it is no terminal, so that a line stays one line in a log."""
    return Console() if sys.stdout.isatty() else Console(width=WIDE)


def print_error(line: str) -> None:
    """Print a note or an error."""
    Console(stderr=True).print(line, markup=False, highlight=False, soft_wrap=True)


def fail_settings(error: SettingsError, stack: str, *, as_json: bool = False) -> NoReturn:
    """Print the problems, one per line or as JSON on standard output, and end with exit code 1."""
    if not as_json:
        fail(error.report(stack))
    print(json.dumps({"stack": stack, "problems": [asdict(each) for each in error.problems]}, indent=2))
    sys.exit(1)


def fail(lines: str) -> NoReturn:
    """Print error lines and end with exit code 1."""
    print_error(lines)
    sys.exit(1)
