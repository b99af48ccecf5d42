"""Prints what the demo made, from the stack's outputs, and what to try next."""

from __future__ import annotations

import os

from rich import box
from rich.console import Console
from rich.table import Table

from sandbox.demo import cluster, outputs
from sandbox.demo.simulator import running
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.part import Part

TO_TRY = """Four things to try, in a shell after `eval "$(make -s env)"`:
  1. pulumi preview                          no changes: everything exists as the files describe it
  2. rename a tenant: edit `name:` in [bold]tenants/{stack}/{slug}.yaml[/bold], then pulumi up
                                             one update in place; the company keeps its id
  3. pulumi stack output tenants --json      the outputs that other projects can read
  4. {last}
`make demo-down` removes everything."""
LAST = {
    Part.ALL: "kubectl get pods --all-namespaces       the pods on {cluster}",
    Part.ACCOUNTS: "make demo                               the same with a platform, a cluster and workers",
}


def show(layout: Layout, console: Console, part: Part) -> None:
    """Print the tenants of the part's stack, and its platform if it has one; SetupError without readable outputs."""
    tenants = outputs.tenants(layout, part.stack)
    kubernetes = cluster.running(layout, os.environ) if part.has_cluster else None
    if part.has_cluster:
        console.print(_platform(outputs.platform(layout, part.stack), part.stack))
    console.print(_tenants(layout, tenants, part))
    last = LAST[part].format(cluster=kubernetes or "the cluster (not running)")
    words = {"stack": part.stack, "slug": min(tenants, default="acme"), "last": last}
    console.print(TO_TRY.format(**words), highlight=False, soft_wrap=True)


def _platform(platform: outputs.PlatformOutput, stack: str) -> Table:
    table = _table(f"platform of stack {stack}", "part", "namespace")
    for part, namespace in sorted(platform.namespaces.items()):
        table.add_row(part, namespace)
    for node, card in sorted(platform.gpu.nodes.items()):
        offers = (f"{share} = {resource}" for share, resource in platform.gpu.profiles.get(card, {}).items())
        table.add_row(f"node {node}", f"{card}, MIG on: {', '.join(offers)}")
    return table


def _tenants(layout: Layout, tenants: dict[str, outputs.TenantOutput], part: Part) -> Table:
    simulator = running(layout)
    where = f"at {simulator.url}" if simulator else "(the simulator is not running)"
    title = f"{len(tenants)} tenants of stack {part.stack} {where}"
    workers = ("namespace", "gateway") if part.has_cluster else ()
    table = _table(title, "tenant", "name", "admin", "queues", *workers)
    for slug, tenant in sorted(tenants.items()):
        queues = ", ".join(sorted(tenant.queues))
        cells = (tenant.namespace, tenant.gateway_url) if part.has_cluster else ()
        table.add_row(slug, tenant.name, tenant.admin_email, queues, *cells)
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
