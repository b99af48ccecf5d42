"""Implements the command `check`: validates the settings of a stack and summarises them in a table and notes."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table
from rich.text import Text

from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.settings.words.secrets import ENV_HOST
from blueprint.stack.settings import StackSettings
from fleet.notes import notes_of
from fleet.platform_line import platform_line
from fleet.stack.settings import read_settings

COLUMNS = ("tenant", "name", "admin", "domains", "queues", "state", "deletion")


@dataclass(frozen=True)
class Checked:
    """A valid stack."""

    stack: str
    settings: StackSettings
    source: str
    """Where the configuration was read."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is valid and may still surprise."""
        return notes_of(self.settings)

    @property
    def platform(self) -> tuple[str, ...]:
        """A line on the platform, if the stack has one."""
        return () if self.settings.platform is None else (platform_line(self.settings.platform),)

    @property
    def summary(self) -> str:
        """A line on the stack, and on what in the environment overrides its files."""
        host = os.environ.get(ENV_HOST)
        override = f"; {ENV_HOST} overrides clearml:api.host" if host else ""
        return f"The settings of stack {self.stack} are valid; configuration from {self.source}{override}."


def check_stack(stack: str, root: Path = Path()) -> Checked:
    """Validate a stack. Raises SettingsError with all problems."""
    settings, source = read_settings(stack, root)
    return Checked(stack, settings, source)


def as_json(checked: Checked) -> str:
    """Return stack, source, tenants and notes as JSON."""
    tenants = [dict(zip(COLUMNS, _cells(tenant), strict=True)) for tenant in checked.settings.tenants]
    content = {"stack": checked.stack, "source": checked.source, "tenants": tenants, "notes": list(checked.notes)}
    return json.dumps(content, indent=2, ensure_ascii=False)


def table(settings: StackSettings) -> Table:
    """A row per tenant."""
    found = Table(title=_title(settings), title_justify="left", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in COLUMNS[:3]:
        found.add_column(column, overflow="fold")
    for column in COLUMNS[3:5]:
        found.add_column(column, justify="right", no_wrap=True)
    for column in COLUMNS[5:]:
        found.add_column(column, no_wrap=True)
    for tenant in settings.tenants:
        found.add_row(*(Text(cell) for cell in _cells(tenant)))
    return found


def _cells(tenant: TenantSettings) -> tuple[str, ...]:
    counts = (str(len(tenant.login.domains)), str(len(tenant.workers.queues)))
    return (tenant.slug, tenant.name, tenant.admin.email, *counts, tenant.state, tenant.deletion)


def _title(settings: StackSettings) -> str:
    count = len(settings.tenants)
    return f"{count} tenant{'' if count == 1 else 's'} on {settings.api.host}"
