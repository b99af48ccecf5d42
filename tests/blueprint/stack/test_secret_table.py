"""One table of secrets drives the loader, the checks and the settings page."""

import ast
import asyncio
from pathlib import Path
from types import ModuleType

import pytest
from pulumi.runtime import reset_options, set_all_config

from blueprint.settings import secrets as table
from blueprint.settings.words.secrets import SecretFamily, StackSecret
from blueprint.stack import keys, load, secret_use
from blueprint.stack.keys import ENCRYPTED
from fleet.reference import page
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder

ROWS = [row for row in vars(table).values() if isinstance(row, StackSecret | SecretFamily)]
WEBHOOK = StackSecret(key="webhookToken", when="always", meaning="a row of this test", needed=lambda _: True)
READERS: tuple[ModuleType, ...] = (table, keys, secret_use, page)
MAY_SPELL_KEYS = {Path("blueprint/settings/secrets.py"), Path("components/exports.py")}
"""The table, and the stack's outputs, whose names are a contract of their own."""
USERS = ("blueprint/settings", "blueprint/stack", "blueprint/values", "components", "fleet")


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> str:
    """The key of a secret that is added to the table and nowhere else."""
    for reader in READERS:
        monkeypatch.setattr(reader, "SECRETS", (*table.SECRETS, WEBHOOK))
    return WEBHOOK.key


def test_every_row_is_in_the_table() -> None:
    assert list(table.SECRETS) == ROWS


def test_a_new_row_is_needed_encrypted_and_known(folder: Folder, webhook: str) -> None:
    missing, clear = folder.lines(), folder.lines({webhook: "x"})

    assert matches(missing[0], f"Pulumi.dev.yaml: clearml:{webhook} | nothing")
    assert matches(clear[0], f"Pulumi.dev.yaml: clearml:{webhook} | plain text")
    assert folder.lines({"webhookTokem": "x"})[0].endswith(f"expected {webhook}")
    assert folder.build({webhook: ENCRYPTED}).stack == "dev"


async def _revealed() -> dict[str, tuple[object, bool]]:
    values = load.secrets().values
    return {key: (await output.future(), await output.is_secret()) for key, output in values.items()}


def test_a_new_row_is_loaded_as_a_secret(webhook: str) -> None:
    reset_options(project="clearml-platform", stack="dev")
    set_all_config({f"clearml:{webhook}": "hidden", "clearml:scope": "all"}, [f"clearml:{webhook}"])
    try:
        assert asyncio.run(_revealed()) == {webhook: ("hidden", True)}
    finally:
        set_all_config({}, [])
        reset_options()


def test_a_new_row_is_on_the_settings_page(webhook: str) -> None:
    assert f"| `{webhook}` | always | a row of this test |" in page.page()


def _texts(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_only_the_table_spells_a_key() -> None:
    spelled = {row.prefix if isinstance(row, SecretFamily) else row.key for row in ROWS}
    files = {path for folder in USERS for path in Path(folder).rglob("*.py")} - MAY_SPELL_KEYS
    assert {path: texts for path in sorted(files) if (texts := _texts(path) & spelled)} == {}
