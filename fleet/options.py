"""Options and arguments that several commands share."""

from typing import Annotated

import typer

from blueprint.settings.checking.problems import SettingsError
from fleet.output import fail
from fleet.stack.selected import selected_stack


def _stack(name: str) -> str:
    if name:
        return name
    try:
        return selected_stack()
    except SettingsError as error:
        fail("\n".join(error.lines()))


Stack = Annotated[
    str,
    typer.Option(
        callback=_stack, show_default=False, help="Name of the Pulumi stack; by default, the one that is selected."
    ),
]
"""Give it the default `SELECTED`."""
SELECTED = ""
Slug = Annotated[str | None, typer.Argument(metavar="[TENANT]", help="Slug of one tenant; by default, all tenants.")]
Tenant = Annotated[str | None, typer.Option(metavar="TENANT", help="Slug of one tenant; by default, everything.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
