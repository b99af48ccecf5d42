"""Owns the command line's commands and their options; each command's work is in the module of its name.

It must not hold rules about settings, and must let no traceback out for anything a user can cause.
"""

import sys
from typing import Annotated

import typer
from rich.console import Console

from blueprint.settings.checking.problems import SettingsError
from fleet.check import check_stack
from fleet.features import feature_tables, notes, reasons
from fleet.generated import Generated
from fleet.plan import plan_stack
from fleet.reference.page import PAGE
from fleet.stack_settings import read_settings
from fleet.tenant_schema import SCHEMA

app = typer.Typer(
    help="Day-2 commands for a ClearML platform. Run them in the folder of Pulumi.yaml.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
Check = Annotated[bool, typer.Option("--check", help="Write nothing; fail when the file is not current.")]
Stack = Annotated[str, typer.Option(help="The Pulumi stack whose settings are meant.")]
Slug = Annotated[str | None, typer.Argument(metavar="[TENANT]", help="One tenant's slug; all tenants without it.")]
Why = Annotated[str | None, typer.Option(metavar="FEATURE", help="Explain who has this feature or lacks it, and why.")]
Version = Annotated[str | None, typer.Option(help="The server's version such as 3.25, to leave out newer features.")]


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
def features(tenant: Slug = None, stack: Stack = "dev", why: Why = None, server_version: Version = None) -> None:
    """Show which features each tenant and its people have, or explain one of them, without calling any server."""
    try:
        settings, _ = read_settings(stack)
        tables = () if why else feature_tables(settings, tenant, server_version)
        lines = reasons(settings, tenant, server_version, why) if why else ()
    except SettingsError as error:
        _fail(error.report(stack))
    for part in (*tables, *lines):
        Console().print(part, markup=False, highlight=False, soft_wrap=isinstance(part, str))
    for note in () if why else notes(settings):
        _say(note)


@app.command()
def plan(stack: Stack = "dev") -> None:
    """Print what each tenant's workers come to: namespace, quota, queues, ports. Calls no server."""
    try:
        lines = plan_stack(stack)
    except SettingsError as error:
        _fail(error.report(stack))
    for line in lines:
        Console().print(line, markup=False, highlight=False, soft_wrap=True)


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
