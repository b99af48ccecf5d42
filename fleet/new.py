"""The command `new`: writes the file of a new tenant, with comments, and checks it."""

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from blueprint.settings.checking.problems import Problem, SettingsError, shown
from blueprint.settings.words.names import SLUG
from blueprint.stack.tenant_files import NAME
from fleet.options import SELECTED, Stack
from fleet.output import fail, print_error
from fleet.stack.config import short_name
from fleet.stack.settings import read_settings

TEMPLATE = """\
# A tenant; docs/tenant-file.md has every key. The name of this file is the tenant's permanent key.
name: {name}
admin:
  name: {admin}
  email: {email}
login:
  domains: [{domains}]  # addresses at these domains belong to the tenant
# limits: {{users: 10, serviceUsers: 5, runningApps: 3}}
# features: {{enable: [pipelines]}}
workers:
  queues:
    services: {{}}  # tasks without a GPU; pipeline controllers run here
#   default: {{fraction: 0.5, maxPods: 2}}
# quota: {{gpuUnits: 1, pods: 20}}
# gateway: {{host: {slug}.apps.example.com}}
# deletion: protect  # what removing this file does: protect, retain or delete
"""
NewSlug = Annotated[str, typer.Argument(metavar="SLUG", help="The tenant's permanent key, such as acme.")]
Name = Annotated[str | None, typer.Option(help="Display name; by default, the slug with a capital.")]
Admin = Annotated[str | None, typer.Option(help="Name of the first admin; by default, from the e-mail address.")]
Email = Annotated[str, typer.Option(help="E-mail address of the first admin.")]
Domain = Annotated[list[str] | None, typer.Option(help="Domain whose addresses belong to the tenant; may be repeated.")]


def new(
    slug: NewSlug,
    email: Email,
    admin: Admin = None,
    name: Name = None,
    domain: Domain = None,
    stack: Stack = SELECTED,
) -> None:
    """Write a commented tenant file that passes the check; if it does not pass, nothing is left."""
    person = admin or email.partition("@")[0].replace(".", " ").title()
    words = {"name": name or slug.replace("-", " ").title(), "admin": person, "email": email}
    text = TEMPLATE.format(
        slug=slug,
        domains=", ".join(json.dumps(each, ensure_ascii=False) for each in domain or ()),
        **{key: json.dumps(value, ensure_ascii=False) for key, value in words.items()},
    )
    try:
        file = write(slug, text, stack)
    except SettingsError as error:
        fail(error.report(stack))
    print_error(f"Wrote {file}. Edit it, then run `python -m fleet check` and `pulumi preview`.")


def write(slug: str, text: str, stack: str, root: Path = Path()) -> Path:
    """Write a tenant's file and check the stack with it. Raises SettingsError, with the file removed again."""
    file = root / "tenants" / short_name(stack) / f"{slug}.yaml"
    if not re.fullmatch(SLUG, slug):
        raise SettingsError(Problem("SLUG", "", shown(slug, ""), NAME))
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as new_file:
            new_file.write(text)
    except FileExistsError:
        raise SettingsError(Problem(str(file), "", "a file", "none: a tenant with this key exists")) from None
    try:
        read_settings(stack, root)
    except SettingsError:
        file.unlink()
        raise
    return file
