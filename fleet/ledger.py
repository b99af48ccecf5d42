"""The command `ledger`: GPUs by cluster and card, what tenants may use of them, and what fits on one card."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

import typer
from rich.table import Table

from blueprint.plan.ledger.ledger import LedgerLine, gpus_text
from blueprint.settings.checking.problems import SettingsError
from fleet.options import SELECTED, AsJson, Stack
from fleet.output import console, fail_settings, print_error
from fleet.stack.settings import read_settings

EXPLANATION = "Sold: what all active tenants together may use at once, by their quotas and queues."
NO_GPUS = "This stack has no GPUs: clearml:gpu lists none, and no queue asks for one."


def ledger(stack: Stack = SELECTED, as_json: AsJson = False) -> None:
    """Show for each card how many GPUs there are and how many are sold to whom, without connecting to a cluster."""
    try:
        settings, _ = read_settings(stack)
    except SettingsError as error:
        fail_settings(error, stack, as_json=as_json)
    if as_json:
        typer.echo(json.dumps([row(line) for line in settings.ledger], indent=2))
        return
    if not settings.ledger:
        print_error(NO_GPUS)
        return
    console().print(table(settings.ledger))
    print_error(EXPLANATION)


def row(line: LedgerLine) -> dict[str, object]:
    """A line as JSON; amounts are GPUs."""
    return {
        "cluster": line.cluster,
        "card": line.card,
        "available": line.available,
        "morePools": line.more,
        "sold": line.total,
        "ratio": None if line.ratio is None or line.ratio == math.inf else round(line.ratio, 4),
        "tenants": dict(line.sold),
        "suspended": dict(line.suspended),
        "oneCardHolds": [dict(mix) for mix in line.mixes],
    }


def table(lines: Iterable[LedgerLine]) -> Table:
    """A row per card; the platform's own cluster has no name."""
    found = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in ("cluster", "card", "GPUs", "sold", "ratio", "tenants", "one card holds"):
        found.add_column(column, overflow="fold")
    for line in lines:
        found.add_row(*_cells(line))
    return found


def _cells(line: LedgerLine) -> tuple[str, ...]:
    gpus = "not listed" if line.available is None else f"{line.available}{' and pools' if line.more else ''}"
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    tenants = [f"{slug} {gpus_text(amount)}" for slug, amount in line.sold.items()]
    tenants += [f"{slug} {gpus_text(amount)} (suspended)" for slug, amount in line.suspended.items()]
    mixes = " or ".join(" + ".join(f"{count} x {name}" for name, count in mix.items()) for mix in line.mixes)
    return (line.cluster or "", line.card, gpus, gpus_text(line.total), ratio, ", ".join(tenants), mixes)
