"""Prints what the demo made, from the stack's outputs, and what to try next. It must not ask the simulator anything."""

from __future__ import annotations

import os
import subprocess

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from rich import box
from rich.console import Console
from rich.table import Table

from sandbox.demo import cluster
from sandbox.demo.simulator import running
from sandbox.engine import environment
from sandbox.engine.diagnosis import last_line
from sandbox.engine.layout import STACK, Layout
from sandbox.engine.progress import SetupError

TO_TRY = """Four things to try, in a shell after `eval "$(make -s env)"`:
  1. pulumi preview                          nothing to change: what exists is what the files say
  2. rename a tenant: edit `name:` in [bold]tenants/{stack}/{slug}.yaml[/bold], then pulumi up
                                             one update in place; its company keeps its id
  3. pulumi stack output tenants --json      what other projects can read
  4. kubectl get pods --all-namespaces       what stands on {cluster}
`make demo-down` removes all of it."""


class Tenant(BaseModel):
    """What the program exports for a tenant, as far as it is shown here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    company_id: str = Field(alias="companyId")
    admin_email: str = Field(alias="adminEmail")
    queues: dict[str, str]


def show(layout: Layout, console: Console) -> None:
    """Print the tenants of the stack; SetupError where the stack has no readable outputs."""
    tenants = _tenants(layout)
    simulator = running(layout)
    where = f"at {simulator.url}" if simulator else "(the simulator is not running)"
    table = Table(title=f"{len(tenants)} tenants of stack {STACK} {where}", title_justify="left", box=box.SIMPLE_HEAD)
    for heading in ("tenant", "name", "company", "admin", "queues"):
        table.add_column(heading, overflow="fold")
    for slug, tenant in sorted(tenants.items()):
        table.add_row(slug, tenant.name, tenant.company_id, tenant.admin_email, ", ".join(sorted(tenant.queues)))
    console.print(table)
    found = cluster.running(layout, os.environ)
    words = {"stack": STACK, "slug": min(tenants, default="acme"), "cluster": found or "the cluster (not running)"}
    console.print(TO_TRY.format(**words), highlight=False, soft_wrap=True)


def _tenants(layout: Layout) -> dict[str, Tenant]:
    variables = environment.variables(layout, environment.require_setup(layout), os.environ)
    argv = [environment.pulumi(variables), "stack", "output", "tenants", "--json", "--stack", STACK]
    answer = subprocess.run(  # noqa: S603 - our own engine
        argv, cwd=layout.root, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    if answer.returncode != 0:
        raise SetupError(f"stack {STACK} has no tenants to show: {last_line(answer.stderr)}")
    try:
        return TypeAdapter(dict[str, Tenant]).validate_json(answer.stdout)
    except ValidationError as error:
        raise SetupError(f"the stack's output `tenants` has another shape than expected: {_first(error)}") from error


def _first(error: ValidationError) -> str:
    found = error.errors()[0]
    return ": ".join([*([".".join(str(part) for part in found["loc"])] if found["loc"] else []), found["msg"]])
