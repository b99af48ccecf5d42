"""Describes differences: values on one line, and the meaning of each setting from the settings models."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from rich.table import Table
from rich.text import Text

from blueprint.settings.stack import StackKeys
from blueprint.settings.tenant.tenant import TenantFile
from fleet.diff.difference import SettingDifference, is_empty
from fleet.diff.report import PLATFORM, SECRETS, TENANTS, DiffSection
from fleet.reference.keys import keys

LONGEST = 200
UNSET = "not set"
NO_TENANT = "no such tenant"
PLANNED = {
    "plan.namespace": "Namespace of the workers.",
    "plan.quota": "Limit of the ResourceQuota, agent and gateway included.",
    "plan.queues": "Resource of a task, and number of tasks at the same time.",
}
"""Meanings of what follows from the settings."""


def table(section: DiffSection, first: str, second: str) -> Table:
    """Return a section as a table: setting, value in each stack, meaning."""
    made = Table(title=section.title, title_justify="left", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in ("setting", first, second, "meaning"):
        made.add_column(column, overflow="fold")
    unset = NO_TENANT if section.title == TENANTS else UNSET
    for one in section.differences:
        values = (unset if value is None else text(value) for value in (one.first, one.second))
        made.add_row(*(Text(cell) for cell in (one.path, *values, meaning(section, one))))
    return made


def row(section: DiffSection, one: SettingDifference, first: str, second: str) -> dict[str, Any]:
    """Return a difference as JSON; null is a value that is not set."""
    return {
        "part": "tenant" if section.tenant else section.title,
        "tenant": section.tenant,
        "path": one.path,
        "values": {first: one.first, second: one.second},
        "meaning": meaning(section, one) or None,
    }


def text(value: Any) -> str:
    """Return a value on one line, shortened; a section by those of its keys that are set."""
    if isinstance(value, Mapping):
        return _short(", ".join(key for key, inner in value.items() if not is_empty(inner)) or "none")
    if isinstance(value, list) and not any(isinstance(item, Mapping | list) for item in value):
        return _short(", ".join(map(text, value)) or "none")
    if isinstance(value, float):
        return f"{value:g}"
    return _short(value if isinstance(value, str) and value.isprintable() else json.dumps(value, ensure_ascii=False))


def meaning(section: DiffSection, one: SettingDifference) -> str:
    """Return the first sentence on a setting; empty for a key that the models do not describe."""
    if section.title in (TENANTS, SECRETS):
        return ""
    path = one.path.removeprefix("clearml:")
    prefix = "" if section.title == PLATFORM or section.tenant else "tenantDefaults."
    planned = next((words for start, words in PLANNED.items() if path.startswith(start)), "")
    return planned or _meaning(f"{prefix}{path}", section.tenant is not None)


@cache
def _meanings(of_tenant: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The meaning per path, for `<name>` any name."""
    described = keys(TenantFile if of_tenant else StackKeys)
    return tuple((_pattern(key.path), _sentence(key.meaning)) for key in described if key.meaning)


def _meaning(path: str, of_tenant: bool) -> str:
    return next((words for pattern, words in _meanings(of_tenant) if pattern.fullmatch(path)), "")


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path).replace("<name>", "[^.]+").replace(r"\[\]", r"(?:\.[^.]+)?"))


def _sentence(words: str) -> str:
    return re.split(r"(?<=\.)\s", words, maxsplit=1)[0]


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
