"""examples/stack-reference/contract.py: a consumer names in one line, with stack and key, what outputs lack."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from components import exports
from components.exports import CONTRACT
from tests.blueprint.tenant_folder import Folder

ROOT = Path(__file__).parents[2]
STACK = "organization/clearml-platform/dev"
PAIR = {"accessKey": "ACCESS", "secretKey": "hidden"}
PLATFORM = {"contract": 1.0, "scope": "all", "apiUrl": "https://api.clearml.example"}
ACME = {
    "name": "Acme",
    "state": "active",
    "companyId": "1",
    "adminId": "2",
    "adminEmail": "ada@acme.example",
    "queues": {},
    "features": {},
}
PAIRS = {"acme": {"agent": PAIR, "serviceUsers": {"ci": PAIR}}}


def _loaded() -> Any:
    """The module, which a consumer copies, from its file."""
    spec = importlib.util.spec_from_file_location("contract", ROOT / "examples/stack-reference/contract.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


contract = _loaded()


def without(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def test_outputs_by_the_contract_are_returned() -> None:
    assert contract.platform(STACK, PLATFORM) == PLATFORM
    assert contract.tenant(STACK, {"acme": ACME}, "acme") == ACME
    assert contract.key_pair(STACK, PAIRS, "acme", "agent") == PAIR
    assert contract.key_pair(STACK, PAIRS, "acme", "serviceUsers", "ci") == PAIR


@pytest.mark.parametrize("newer", [{"further": 1}, {"versions": {}}])
def test_fields_that_a_later_release_adds_are_no_error(newer: dict[str, Any]) -> None:
    assert contract.platform(STACK, PLATFORM | newer) == PLATFORM | newer
    assert contract.tenant(STACK, {"acme": ACME | newer}, "acme") == ACME | newer


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (None, ("no output 'platform'", "pulumi up")),
        ({}, ("output platform has no 'contract'",)),
        (PLATFORM | {"contract": 2}, ("contract 2", "reads contract 1", "newer", "update this program")),
        (PLATFORM | {"contract": 0}, ("contract 0", "older", "pulumi up")),
        (without(PLATFORM, "apiUrl"), ("output platform has no 'apiUrl'", "contract 1")),
        (without(PLATFORM, "apiUrl", "scope"), ("'scope', 'apiUrl'",)),
    ],
)
def test_what_the_platform_lacks_is_named(output: dict[str, Any] | None, words: tuple[str, ...]) -> None:
    _names(words, lambda: contract.platform(STACK, output))


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (None, ("no output 'tenants'",)),
        ({}, ("no tenant 'acme'", "it has none")),
        ({"umbrella": ACME, "globex": ACME}, ("no tenant 'acme'", "it has globex, umbrella")),
        ({"acme": without(ACME, "companyId") | {"company": "1"}}, ("output tenants.acme has no 'companyId'",)),
    ],
)
def test_what_a_tenant_lacks_is_named(output: dict[str, Any] | None, words: tuple[str, ...]) -> None:
    _names(words, lambda: contract.tenant(STACK, output, "acme"))


@pytest.mark.parametrize(
    ("output", "purpose", "words"),
    [
        (None, ("agent",), ("no output 'tenantCredentials'",)),
        ({"globex": {}}, ("agent",), ("tenantCredentials has no 'acme'", "it has globex")),
        ({"acme": {}}, ("agent",), ("tenantCredentials.acme has no 'agent'", "it has none")),
        (PAIRS, ("ci",), ("has no 'ci'", "agent, serviceUsers")),
        (PAIRS, ("serviceUsers", "cd"), ("tenantCredentials.acme.serviceUsers has no 'cd'", "it has ci")),
        ({"acme": {"agent": {"accessKey": "A", "secret": "hidden"}}}, ("agent",), ("acme.agent has no 'secretKey'",)),
    ],
)
def test_what_a_key_pair_lacks_is_named(
    output: dict[str, Any] | None, purpose: tuple[str, ...], words: tuple[str, ...]
) -> None:
    _names(words, lambda: contract.key_pair(STACK, output, "acme", *purpose))


def _names(words: tuple[str, ...], check: Any) -> None:
    with pytest.raises(contract.ContractError) as failed:
        check()
    line = str(failed.value)
    assert STACK in line
    assert all(word in line for word in words), line
    assert "\n" not in line
    assert "hidden" not in line


def test_the_producer_makes_what_the_consumer_checks(tmp_path: Path) -> None:
    made = dict(exports.platform(Folder(tmp_path).build(), None))
    assert contract.platform(STACK, made) == made
    assert contract.CONTRACT == CONTRACT


@pytest.mark.parametrize(("heading", "fields"), [("The platform", contract.PLATFORM), ("Tenants", contract.TENANT)])
def test_the_consumer_requires_what_the_documentation_calls_always_present(
    heading: str, fields: tuple[str, ...]
) -> None:
    section = (ROOT / "docs/exports.md").read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.*?) \| .* \| always \|$", section, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(fields)
