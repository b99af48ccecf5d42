"""The published schema is current, agrees with the model, and accepts the example tenants."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from blueprint.stack.build import build
from blueprint.stack.keys import ENCRYPTED
from fleet.reference.schema import SCHEMA_FILE, tenant_schema

EXAMPLES = sorted(Path("tenants/dev").glob("*.yaml"))
START: dict[str, Any] = {"name": "Acme", "admin": {"name": "Ada", "email": "ada@acme.example"}}
VALIDATOR = Draft202012Validator(json.loads(tenant_schema()))


def test_the_published_schema_is_current() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == tenant_schema()


def test_it_is_valid_in_its_draft() -> None:
    Draft202012Validator.check_schema(json.loads(tenant_schema()))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_meets_the_schema_and_points_to_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pointer = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")

    assert list(VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(text))) == []
    assert (path.parent / pointer).resolve() == SCHEMA_FILE.resolve()


def test_the_examples_are_valid_settings() -> None:
    config = {"api": {"host": "http://127.0.0.1:8008"}, "apiAccessKey": ENCRYPTED, "apiSecretKey": ENCRYPTED}

    settings = build("clearml-platform", "dev", config, Path("tenants/dev"), {})

    assert [tenant.slug for tenant in settings.tenants] == ["acme", "globex", "initech"]


def keys_without_description(node: Any, path: str = "") -> list[str]:
    """List the properties of a schema without a description."""
    if not isinstance(node, dict):
        return []
    own = [f"{path}.{key}" for key, value in node.get("properties", {}).items() if "description" not in value]
    return own + [each for key, value in node.items() for each in keys_without_description(value, f"{path}.{key}")]


def test_every_key_has_a_description() -> None:
    assert keys_without_description(json.loads(tenant_schema())) == []


@pytest.mark.parametrize(
    "data",
    [
        {"name": "Acme"},
        START | {"name": "ab"},
        START | {"name": 7},
        START | {"limit": {}},
        START | {"limits": {"users": -1}},
        START | {"limits": {"users": "10"}},
        START | {"login": {"domains": ["acme"]}},
        START | {"login": {"users": ["ada"]}},
        START | {"workers": {"queues": {"ab": {}}}},
        START | {"workers": {"queues": {"cpu": {"tag": []}}}},
        START | {"credentials": {"Agent": {}}},
        START | {"state": "retired"},
        START | {"deleteWhileRunning": "yes"},
        START | {"slug": "acme"},
    ],
)
def test_an_editor_marks_what_the_program_refuses(data: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(data))


@pytest.mark.parametrize(
    "data",
    [
        START | {"limits": None, "login": {"domains": None}, "workers": {"queues": {"cpu": None}}},
        START | {"features": {"enable": ["reports", "brand_new"]}},
        START | {"cookieDomain": ".Acme.Example", "adopt": None},
    ],
)
def test_an_editor_accepts_what_the_program_accepts(data: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(data)) == []
