"""Prints what the demo made, from the stack's outputs, and what to try next. It must not ask the simulator anything."""

from __future__ import annotations

import os

from rich import box
from rich.console import Console
from rich.table import Table

from sandbox.demo import cluster, outputs
from sandbox.demo.simulator import running
from sandbox.toolchain.layout import STACK, Layout

TO_TRY = """Four things to try, in a shell after `eval "$(make -s env)"`:
  1. pulumi preview                          nothing to change: what exists is what the files say
  2. rename a tenant: edit `name:` in [bold]tenants/{stack}/{slug}.yaml[/bold], then pulumi up
                                             one update in place; its company keeps its id
  3. pulumi stack output tenants --json      what other projects can read
  4. kubectl get pods --all-namespaces       what stands on {cluster}
`make demo-down` removes all of it."""


def show(layout: Layout, console: Console) -> None:
    """Print platform and tenants of the stack; SetupError where the stack has no readable outputs."""
    tenants = outputs.tenants(layout)
    found = cluster.running(layout, os.environ)
    console.print(_platform(outputs.platform(layout)))
    console.print(_tenants(layout, tenants))
    words = {"stack": STACK, "slug": min(tenants, default="acme"), "cluster": found or "the cluster (not running)"}
    console.print(TO_TRY.format(**words), highlight=False, soft_wrap=True)


def _platform(platform: outputs.PlatformOutput) -> Table:
    table = _table(f"the platform of stack {STACK}", "part", "namespace")
    for part, namespace in sorted(platform.namespaces.items()):
        table.add_row(part, namespace)
    for node, card in sorted(platform.gpu.nodes.items()):
        offers = (f"{share} = {resource}" for share, resource in platform.gpu.profiles.get(card, {}).items())
        table.add_row(f"node {node}", f"{card}, MIG on: {', '.join(offers)}")
    return table


def _tenants(layout: Layout, tenants: dict[str, outputs.TenantOutput]) -> Table:
    simulator = running(layout)
    where = f"at {simulator.url}" if simulator else "(the simulator is not running)"
    title = f"{len(tenants)} tenants of stack {STACK} {where}"
    table = _table(title, "tenant", "name", "admin", "namespace", "queues", "gateway")
    for slug, tenant in sorted(tenants.items()):
        queues = ", ".join(sorted(tenant.queues))
        table.add_row(slug, tenant.name, tenant.admin_email, tenant.namespace, queues, tenant.gateway_url)
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
