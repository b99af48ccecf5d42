"""Owns the command line's commands and their options; each command's work is in the module of its name.

It must not hold rules about settings, and must let no traceback out for anything a user can cause.
"""

import sys
from typing import Annotated

import typer
from rich.console import Console

from fleet.check import check_stack
from fleet.generated import Generated
from fleet.settings_page import PAGE
from fleet.tenant_schema import SCHEMA
from settings.problems import SettingsError

app = typer.Typer(
    help="Day-2 commands for a ClearML platform. Run them in the folder of Pulumi.yaml.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
Check = Annotated[bool, typer.Option("--check", help="Write nothing; fail when the file is not current.")]
Stack = Annotated[str, typer.Option(help="The Pulumi stack whose settings are meant.")]


@app.command()
def check(stack: Stack = "dev") -> None:
    """Validate a stack's settings and tenant files, without calling any server."""
    try:
        table, notes = check_stack(stack)
    except SettingsError as error:
        _fail(error.report(stack))
    Console().print(table)
    for note in notes:
        _say(note)


@app.command()
def schema(check: Check = False) -> None:
    """Write the JSON schema of tenant files, which editors use for completion."""
    _make(SCHEMA, check)


@app.command()
def settings(check: Check = False) -> None:
    """Write docs/settings.md, the list of all settings and of where those of the vendor's guides go."""
    _make(PAGE, check)


def _make(made: Generated, check: bool) -> None:
    try:
        _say(made.check() if check else made.write())
    except SettingsError as error:
        _fail("\n".join(error.lines()))


def _say(line: str) -> None:
    Console(stderr=True).print(line, markup=False, highlight=False, soft_wrap=True)


def _fail(lines: str) -> None:
    _say(lines)
    sys.exit(1)
