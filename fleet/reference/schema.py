"""Generates the JSON schema of tenant files, for completion and validation in editors.

The schema accepts more than the model: `python -m fleet check` also checks rules between keys and between files.
"""

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from blueprint.settings.tenant.tenant import TenantFile

SCHEMA_FILE = Path("schemas/tenant.schema.json")
_NULLABLE = ("object", "array")


def tenant_schema() -> str:
    """Return the schema (draft 2020-12) as JSON text; the output is deterministic."""
    schema = TenantFile.model_json_schema(by_alias=True, mode="validation")
    root = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "ClearML tenant",
        "description": "One tenant; the file's name without .yaml is its permanent key. See docs/tenant-file.md.",
    }
    return json.dumps(root | plain(schema, top=True), indent=2, ensure_ascii=False) + "\n"


def plain(node: Any, *, top: bool = False) -> Any:
    """Drop generated titles, and allow null for every section and list, as the model does."""
    if isinstance(node, list):
        return [plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    rest = {key: plain(value) for key, value in node.items() if key != "title" or not isinstance(value, str)}
    if top:
        return {key: value for key, value in rest.items() if key != "description"}
    names_only = {"additionalProperties": False} if "patternProperties" in rest else {}
    return rest | names_only | ({"type": [rest["type"], "null"]} if rest.get("type") in _NULLABLE else {})
