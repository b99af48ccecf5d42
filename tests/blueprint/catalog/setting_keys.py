"""Every key that a table of settings may name: keys of the stack and of its charts, keys of tenant files, secrets."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.secrets import SECRETS
from fleet.reference.keys import keys
from fleet.reference.schema import tenant_schema

SCHEMA = json.loads(tenant_schema())


def is_stack_key(key: str) -> bool:
    """Whether a stack has the key, also as an entry of a mapping."""
    plain = _without_last_name(key)
    return plain in _stack_keys() or plain.rsplit(".<name>", 1)[0] in _stack_keys()


def is_tenant_key(key: str) -> bool:
    """Whether tenant files have the key, also as an entry of a mapping."""
    return _without_last_name(key) in _tenant_keys()


def _without_last_name(key: str) -> str:
    plain = re.sub(r"<\w+>", "<name>", key)
    return plain if re.match(r"(?:loginClientSecret|<name>)", plain) else plain.removesuffix(".<name>")


@cache
def _stack_keys() -> frozenset[str]:
    paths = {re.sub(r"<\w+>", "<name>", key.path) for key in keys()}
    charts = {f"{key.path}.{inner.path}" for key in keys() if key.value == "chart" for inner in keys(ChartSettings)}
    parts = {f"<name>.chart.{inner.path}" for inner in keys(ChartSettings)}
    return frozenset(paths | charts | parts | {re.sub(r"<\w+>", "<name>", secret.key) for secret in SECRETS})


@cache
def _tenant_keys() -> frozenset[str]:
    return frozenset(_properties(SCHEMA))


def _properties(node: Any, path: str = "") -> Iterator[str]:
    reference = node.get("$ref") or next((part["$ref"] for part in node.get("anyOf", []) if "$ref" in part), None)
    section = SCHEMA["$defs"][reference.rsplit("/", 1)[1]] if reference else node
    for name, below in section.get("properties", {}).items():
        yield f"{path}{name}"
        yield from _properties(below, f"{path}{name}.")
        for entry in below.get("patternProperties", {}).values():
            yield from _properties(entry, f"{path}{name}.<name>.")
