"""docs/guide-settings.md covers every option of the vendor's guides, and names existing settings only."""

import re
from dataclasses import dataclass

import pytest

from blueprint.values import names
from tests.blueprint.catalog import guides
from tests.blueprint.catalog.setting_keys import is_stack_key, is_tenant_key
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs/guide-settings.md").read_text(encoding="utf-8")
TENANT_FILE = "tenant file: "
SECRETS = {
    names.REGISTRY,
    names.REDIS_CREDENTIALS,
    names.ROOT_CREDENTIALS,
    names.AGENT_CREDENTIALS,
    names.GATEWAY_CREDENTIALS,
}


@dataclass(frozen=True)
class Row:
    """One row of the page: an option of a guide, and the setting that replaces it."""

    option: str
    owner: str
    setting: str
    result: str

    @property
    def name(self) -> str:
        """The first name in the option's cell."""
        return self.option.split("`")[1]

    @property
    def keys(self) -> list[str]:
        """Keys in the setting's cell."""
        return re.findall(r"`([^`]+)`", self.setting)


def row(line: str) -> Row:
    """Take one line of a table apart; each line has five cells."""
    option, owner, setting, result, _ = (cell.strip() for cell in line.removesuffix("|").split("|")[1:])
    return Row(option, owner, setting, result)


ROWS = [row(line) for line in PAGE.splitlines() if line.startswith("| `")]
EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.owner}: {row.option}")


def options(owner: str) -> list[str]:
    """Options of one chart, call, container or command."""
    return sorted(row.name for row in ROWS if row.owner == owner)


@pytest.mark.parametrize(("owner", "names"), [*guides.VALUES.items(), *guides.CALLS.items()])
def test_every_helm_value_and_every_field_of_a_call_has_a_row(owner: str, names: tuple[str, ...]) -> None:
    assert options(owner) == sorted(names)


def test_the_agents_variables_the_policies_and_the_commands_have_rows() -> None:
    owners = {row.owner for row in ROWS}

    assert options("agent") == sorted(guides.AGENT_ENVIRONMENT)
    assert {row.name for row in ROWS if "NetworkPolicy" in row.owner} == set(guides.POLICIES)
    assert [command for command in guides.COMMANDS if not any(owner.startswith(command) for owner in owners)] == []


def test_no_two_rows_are_equal() -> None:
    assert len({(row.option, row.owner) for row in ROWS}) == len(ROWS)


@EACH
def test_every_setting_exists(row: Row) -> None:
    is_key = is_tenant_key if row.setting.startswith(TENANT_FILE) else is_stack_key

    assert row.keys or row.setting == "automatic"
    assert [key for key in row.keys if not is_key(key)] == []


@EACH
def test_every_row_has_a_result(row: Row) -> None:
    assert row.result


def test_the_names_of_secrets_are_those_of_the_program() -> None:
    assert set(re.findall(r"Secret `(clearml-[a-z-]+)`", "".join(row.result for row in ROWS))) == SECRETS
