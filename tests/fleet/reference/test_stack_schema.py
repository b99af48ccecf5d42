"""The JSON schema of Pulumi.<stack>.yaml."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from blueprint.settings.secrets import SECRETS
from blueprint.settings.stack import StackKeys
from fleet.reference.stack_schema import STACK_SCHEMA_FILE, stack_schema

SCHEMA = json.loads(stack_schema())
VALIDATOR = Draft202012Validator(SCHEMA)
STACKS = sorted(Path().glob("Pulumi.*.yaml"))
SECURE = {"secure": "v1:canary"}


def errors(config: dict[str, Any]) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors({"config": config})]


def test_the_published_schema_is_current_and_valid_in_its_draft() -> None:
    assert STACK_SCHEMA_FILE.read_text(encoding="utf-8") == stack_schema()
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", STACKS, ids=lambda path: path.stem)
def test_the_stacks_of_the_repository_meet_it(path: Path) -> None:
    assert list(VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(path))) == []


def test_every_key_is_in_it() -> None:
    keys = SCHEMA["properties"]["config"]["properties"]
    names = {field.alias or name for name, field in StackKeys.model_fields.items()}
    assert {f"clearml:{name}" for name in names} <= keys.keys()
    assert errors({f"clearml:{secret.key.replace('<', 'x').replace('>', '')}": SECURE for secret in SECRETS}) == []


@pytest.mark.parametrize(
    "config",
    [
        {"clearml:scop": "all"},
        {"clearml:scope": "everything"},
        {"clearml:api": {"hosts": "https://api.clearml.example"}},
        {"clearml:apiSecretKey": "in-plain-text"},
        {"clearml:gpu": {"node": {"gpu-1": {"card": "A100-40GB"}}}},
    ],
)
def test_a_mistake_does_not_meet_it(config: dict[str, Any]) -> None:
    assert errors(config)


def test_keys_of_others_are_left_alone() -> None:
    assert errors({"aws:region": "eu-west-1", "pulumi:tags": {"a": "b"}}) == []
