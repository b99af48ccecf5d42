"""Commands and options of `python -m fleet`; each command is implemented in a module of the same name.

Every mistake in the settings or arguments ends in error lines and exit code 1, never in a traceback.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from blueprint.settings.checking.problems import SettingsError
from fleet.charts.report import check_charts
from fleet.charts.templating import Templates
from fleet.check import as_json as checked_json
from fleet.check import check_stack
from fleet.check import table as checked_table
from fleet.diff.command import diff
from fleet.features import as_json as features_json
from fleet.features import feature_tables, notes, reasons
from fleet.keys import keys_json, keys_table
from fleet.ledger import ledger
from fleet.new import new
from fleet.notes import selected_notes
from fleet.options import SELECTED, AsJson, Slug, Stack, Tenant
from fleet.output import console, fail, fail_settings, print_error
from fleet.plan import plan_json, plan_stack
from fleet.reference.generated import Generated
from fleet.reference.generated_schemas import SCHEMAS
from fleet.reference.page import PAGE
from fleet.render import render_stack
from fleet.review.command import review
from fleet.stack.settings import read_settings
from fleet.stack.state import StateUnavailable
from fleet.verify.results import as_json as results_json
from fleet.verify.results import as_table
from fleet.verify.run import Options, verify_stack
from providers.clearml.api.errors import ClearMLError

app = typer.Typer(
    help="Day-2 commands for a ClearML platform. Run them in the folder of Pulumi.yaml.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(review)
app.command()(ledger)
app.command()(new)
app.command()(diff)
All = Annotated[bool, typer.Option("--all", help="Print every note, not only those that the change has caused.")]
Base = Annotated[str, typer.Option(metavar="FOLDER|REF", help="The files before the change.")]
Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder with charts.")]
Program = Annotated[Path | None, typer.Option(help="Program that renders charts, for a machine without helm.")]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; fail if the file is outdated.")]
Image = Annotated[str | None, typer.Option(help="Image with python3 for the pods; by default, that of tasks.")]
Wait = Annotated[int, typer.Option(help="Seconds that a pod may take to start.")]
Why = Annotated[str | None, typer.Option(metavar="FEATURE", help="Explain why each role has or lacks this feature.")]
Version = Annotated[
    str | None, typer.Option(help="Server version such as 3.25; features of later versions count as missing.")
]


@app.command()
def check(stack: Stack = SELECTED, base: Base = "HEAD", every: All = False, as_json: AsJson = False) -> None:
    """Validate a stack's settings and tenant files without connecting to a server."""
    try:
        checked = check_stack(stack)
    except SettingsError as error:
        fail_settings(error, stack, as_json=as_json)
    if as_json:
        typer.echo(checked_json(checked))
        return
    console().print(checked_table(checked.settings))
    notes = tuple(f"Note: {note}" for note in checked.notes) if every else selected_notes(checked.notes, stack, base)
    for line in (*checked.platform, *notes, checked.summary):
        print_error(line)


@app.command()
def features(
    tenant: Slug = None,
    stack: Stack = SELECTED,
    why: Why = None,
    server_version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Show the features of each tenant and its users, or explain one feature, without connecting to a server."""
    try:
        settings, _ = read_settings(stack)
        if as_json:
            typer.echo(features_json(settings, tenant))
            return
        tables = () if why else feature_tables(settings, tenant, server_version)
        lines = reasons(settings, tenant, server_version, why) if why else ()
    except SettingsError as error:
        fail_settings(error, stack, as_json=as_json)
    for part in (*tables, *lines):
        console().print(part, markup=False, highlight=False, soft_wrap=isinstance(part, str))
    for note in () if why else notes(settings):
        print_error(note)


@app.command()
def plan(stack: Stack = SELECTED, as_json: AsJson = False) -> None:
    """Print namespace, quota, queues and ports of each tenant's workers, without connecting to a server."""
    try:
        if as_json:
            typer.echo(plan_json(stack))
            return
        lines = plan_stack(stack)
    except SettingsError as error:
        fail_settings(error, stack, as_json=as_json)
    for line in lines:
        console().print(line, markup=False, highlight=False, soft_wrap=True)


@app.command()
def render(tenant: Tenant = None, stack: Stack = SELECTED, as_json: AsJson = False) -> None:
    """Print everything that the clusters get, releases with their values and manifests, without cluster and secrets."""
    try:
        text = render_stack(stack, tenant, as_json=as_json)
    except SettingsError as error:
        fail_settings(error, stack, as_json=as_json)
    typer.echo(text)


@app.command()
def charts(folder: Folder, stack: Stack = SELECTED, templates: Program = None, as_json: AsJson = False) -> None:
    """Render charts that are in a folder, and report unread values and what the namespaces would refuse."""
    try:
        lines = tuple(check_charts(stack, folder, Templates(templates)))
    except SettingsError as error:
        fail_settings(error, stack, as_json=as_json)
    if as_json:
        typer.echo(json.dumps(lines, indent=2))
        return
    for line in lines:
        console().print(line, markup=False, highlight=False, soft_wrap=True)


@app.command()
def keys(tenant: Slug = None, stack: Stack = SELECTED, as_json: AsJson = False) -> None:
    """Show age, end, last use and user of every key pair: from the stack's state and the server, without secrets."""
    try:
        if as_json:
            typer.echo(keys_json(stack, tenant))
            return
        table, notes = keys_table(stack, tenant)
    except (StateUnavailable, ClearMLError) as error:
        fail(str(error))
    console().print(table)
    for note in notes:
        print_error(note)


@app.command()
def verify(
    tenant: Tenant = None, stack: Stack = SELECTED, image: Image = None, wait: Wait = 120, as_json: AsJson = False
) -> None:
    """Try in pods of the tenants' clusters: a GPU per queue, open and shut connections, a request per gateway."""
    try:
        results = verify_stack(stack, Options(tenant, image, wait))
    except SettingsError as error:
        fail_settings(error, stack, as_json=as_json)
    if as_json:
        typer.echo(results_json(results))
    else:
        console().print(as_table(results))
    if any(each.outcome == "failed" for each in results):
        raise typer.Exit(1)


@app.command()
def schema(check: Check = False) -> None:
    """Write the JSON schemas of tenant files and stacks, which editors use for completion."""
    for each in SCHEMAS:
        _generate(each, check)


@app.command()
def settings(check: Check = False) -> None:
    """Write docs/settings.md, the reference of all settings."""
    _generate(PAGE, check)


def _generate(generated: Generated, check: bool) -> None:
    try:
        print_error(generated.check() if check else generated.write())
    except SettingsError as error:
        fail("\n".join(error.lines()))
