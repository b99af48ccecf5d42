"""Implements the command `check`: validates the settings of a stack and summarises them in a table and notes."""

from pathlib import Path

from rich.table import Table
from rich.text import Text

from blueprint.features.hints import feature_hints
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.settings import StackSettings
from fleet.platform_line import platform_line
from fleet.stack.settings import read_settings


def check_stack(stack: str, root: Path = Path()) -> tuple[Table, tuple[str, ...]]:
    """Return a table of the tenants, and lines on the platform, on valid but risky settings, and on the source.

    Raises SettingsError with all problems.
    """
    settings, source = read_settings(stack, root)
    platform = () if settings.platform is None else (platform_line(settings.platform),)
    warnings = tuple(f"Note: {warning}" for warning in (*settings.warnings, *feature_hints(settings)))
    summary = f"The settings of stack {stack} are valid; configuration from {source}."
    return _table(settings), (*platform, *warnings, summary)


def _table(settings: StackSettings) -> Table:
    table = Table(title=_title(settings), title_justify="left", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in ("tenant", "name", "admin"):
        table.add_column(column, overflow="fold")
    for column in ("domains", "queues"):
        table.add_column(column, justify="right", no_wrap=True)
    for column in ("state", "deletion"):
        table.add_column(column, no_wrap=True)
    for tenant in settings.tenants:
        table.add_row(*(Text(cell) for cell in _cells(tenant)))
    return table


def _cells(tenant: TenantSettings) -> tuple[str, ...]:
    counts = (str(len(tenant.login.domains)), str(len(tenant.workers.queues)))
    return (tenant.slug, tenant.name, tenant.admin.email, *counts, tenant.state, tenant.deletion)


def _title(settings: StackSettings) -> str:
    count = len(settings.tenants)
    return f"{count} tenant{'' if count == 1 else 's'} on {settings.api.host}"
