"""Options and arguments that several commands share."""

from typing import Annotated

import typer

Stack = Annotated[str, typer.Option(help="Name of the Pulumi stack.")]
Slug = Annotated[str | None, typer.Argument(metavar="[TENANT]", help="Slug of one tenant; by default, all tenants.")]
Tenant = Annotated[str | None, typer.Option(metavar="TENANT", help="Slug of one tenant; by default, everything.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
