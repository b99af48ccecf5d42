"""Generates the JSON schema of `Pulumi.<stack>.yaml`, for completion and validation in editors.

Keys of other namespaces are left open. The schema accepts more than the model, as that of tenant files does.
"""

import json
import re
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.secrets import SECRETS
from blueprint.settings.stack import StackKeys
from blueprint.settings.words.secrets import SecretFamily, StackSecret
from fleet.reference.schema import plain

STACK_SCHEMA_FILE = Path("schemas/stack.schema.json")
ENCRYPTED = {"type": "object", "properties": {"secure": {"type": "string"}}, "required": ["secure"]}
"""A secret as `pulumi config set --secret` writes it."""


def stack_schema() -> str:
    """Return the schema (draft 2020-12) as JSON text; the output is deterministic."""
    keys = plain(StackKeys.model_json_schema(by_alias=True, mode="validation"), top=True)
    config = {f"{NAMESPACE}:{key}": value for key, value in keys.pop("properties").items()}
    root = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "Stack of a ClearML platform",
        "description": "A stack's settings. See docs/settings.md.",
        "type": "object",
        "properties": {"config": _config(config | _secrets())},
        "$defs": keys["$defs"],
    }
    return json.dumps(root, indent=2, ensure_ascii=False) + "\n"


def _secrets() -> dict[str, Any]:
    """Secrets that a stack has at most once, with their meaning."""
    found = (secret for secret in SECRETS if isinstance(secret, StackSecret))
    return {f"{NAMESPACE}:{each.key}": {"description": each.meaning, **ENCRYPTED} for each in found}


def _config(keys: dict[str, Any]) -> dict[str, Any]:
    """The section `config`: no other key of the namespace is valid but those, and families of secrets."""
    families = [f"{NAMESPACE}:{each.prefix}" for each in SECRETS if isinstance(each, SecretFamily)]
    names = "|".join((*map(re.escape, keys), *(f"{re.escape(each)}.+" for each in families)))
    return {
        "type": "object",
        "properties": keys,
        "patternProperties": {f"^{re.escape(each)}.+$": ENCRYPTED for each in families},
        "propertyNames": {"pattern": f"^(?:(?!{NAMESPACE}:).*|{names})$"},
    }
