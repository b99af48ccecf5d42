"""The command `diff`: prints how the settings of two stacks differ, and ends with an exit code for scripts."""

import json
from pathlib import Path
from typing import Annotated

import typer

from blueprint.settings.checking.problems import SettingsError
from fleet.diff.report import notes, sections
from fleet.diff.side import Side, read_side
from fleet.diff.words import row, table
from fleet.options import AsJson
from fleet.output import console, fail_settings, print_error

DIFFERENT = 2
First = Annotated[str, typer.Argument(metavar="STACK", help="Name of a Pulumi stack, such as dev.")]
Second = Annotated[str, typer.Argument(metavar="STACK", help="Name of the stack to compare it with, such as staging.")]


def diff(first: First, second: Second, as_json: AsJson = False) -> None:
    """Show how the settings of two stacks differ; ends with 0 if they are the same, 2 if not, 1 if one is invalid."""
    one, other = _read(first, as_json=as_json), _read(second, as_json=as_json)
    found = sections(one, other)
    if as_json:
        rows = [row(section, each, first, second) for section in found for each in section.differences]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for section in found:
            console().print(table(section, first, second))
        for note in notes(one, other):
            print_error(note)
        count = sum(len(section.differences) for section in found)
        print_error(f"{count or 'No'} difference{'' if count == 1 else 's'} between {first} and {second}.")
    raise typer.Exit(DIFFERENT if found else 0)


def _read(stack: str, *, as_json: bool) -> Side:
    try:
        return read_side(stack, Path())
    except SettingsError as error:
        fail_settings(error, stack, as_json=as_json)
