"""Whatever the vendor's guides have an operator type has a row that says where it goes, and no row says nonsense."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from blueprint.catalog.guide_settings import GUIDE_SETTINGS
from blueprint.catalog.guide_settings.row import ALWAYS, TENANT_FILE, GuideSetting
from blueprint.catalog.server_settings import TYPED
from blueprint.catalog.server_settings.row import setting_path
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.secrets import SECRETS
from blueprint.values import names
from fleet.reference.keys import keys
from fleet.reference.schema import tenant_schema
from tests.blueprint.catalog import guides

ROWS = [row for _, rows in GUIDE_SETTINGS for row in rows]
SCHEMA = json.loads(tenant_schema())
SERVER = [setting for row in TYPED for setting in row.setting.split(", ")]
HERE = [setting for row in ROWS for setting in row.setting.split(", ") if row.setting != ALWAYS]


def of(owner: str) -> list[str]:
    """The names that have a row with this owner."""
    return [row.name for row in ROWS if row.of == owner]


@pytest.mark.parametrize("variable", guides.ENVIRONMENT)
def test_every_environment_setting_is_written_by_a_row_of_its_own(variable: str) -> None:
    pattern = {row.variable: re.sub(r"\\{\w+\\}", "[^.]+", re.escape(row.path)) for row in TYPED}
    found = [name for name, path in pattern.items() if re.fullmatch(path, setting_path(variable))]

    # A field of an identity provider that has a key of its own also fits the row for any other field.
    own = [name for name in found if not name.endswith("{field}")]
    assert len(own) == 1, own


@pytest.mark.parametrize(("chart", "wanted"), guides.VALUES.items())
def test_every_helm_value_has_a_row(chart: str, wanted: tuple[str, ...]) -> None:
    assert sorted(of(f"chart {chart}")) == sorted(wanted)


@pytest.mark.parametrize(("call", "wanted"), guides.CALLS.items())
def test_every_field_of_a_call_has_a_row(call: str, wanted: tuple[str, ...]) -> None:
    assert sorted(of(call)) == sorted(wanted)


def test_the_agents_environment_the_policies_and_the_commands_have_rows() -> None:
    owners = {row.of for row in ROWS}

    assert sorted(of("environment of the agent")) == sorted(guides.AGENT_ENVIRONMENT)
    assert {row.name.split(",")[0] for row in ROWS if "NetworkPolicy" in row.of} == set(guides.POLICIES)
    assert [command for command in guides.COMMANDS if not any(owner.startswith(command) for owner in owners)] == []


def test_no_two_rows_are_the_same() -> None:
    assert len({(row.name, row.of) for row in ROWS}) == len(ROWS)


def properties(node: Any, path: str = "") -> Iterator[str]:
    """List the keys of a tenant file, references followed."""
    reference = node.get("$ref") or next((part["$ref"] for part in node.get("anyOf", []) if "$ref" in part), None)
    found = SCHEMA["$defs"][reference.rsplit("/", 1)[1]] if reference else node
    for name, below in found.get("properties", {}).items():
        yield f"{path}{name}"
        yield from properties(below, f"{path}{name}.")
        for named in below.get("patternProperties", {}).values():
            yield from properties(named, f"{path}{name}.<name>.")


@cache
def known_places() -> set[str]:
    """Every place that a row may name."""
    paths = {re.sub(r"<\w+>", "<name>", key.path) for key in keys()}
    charts = {f"{key.path}.{inner.path}" for key in keys() if key.value == "chart" for inner in keys(ChartSettings)}
    parts = {f"<name>.chart.{inner.path}" for inner in keys(ChartSettings)}
    tenants = {f"{TENANT_FILE}{path}" for path in properties(SCHEMA)}
    return paths | charts | parts | tenants | {re.sub(r"<\w+>", "<name>", secret.key) for secret in SECRETS}


def as_known(setting: str) -> str:
    """A row's place in the form of `known_places`: a name within a mapping stands for the mapping."""
    named = re.sub(r"<\w+>", "<name>", setting)
    return named if re.match(r"(?:loginClientSecret|<name>)", named) else named.removesuffix(".<name>")


@pytest.mark.parametrize("setting", sorted({*SERVER, *HERE}))
def test_a_place_that_a_row_names_exists(setting: str) -> None:
    known = known_places()
    plain = as_known(setting)

    if setting.startswith(TENANT_FILE):
        assert plain in known
    else:
        assert plain in known or f"{TENANT_FILE}{plain}" in known or plain.rsplit(".<name>", 1)[0] in known, plain


def test_the_names_of_our_secrets_are_the_real_ones() -> None:
    told = {name for row in ROWS for name in re.findall(r"Secret (clearml-[a-z-]+)", row.lands)}

    workers = {names.AGENT_CREDENTIALS, names.GATEWAY_CREDENTIALS}
    assert told == {names.REGISTRY, names.REDIS_CREDENTIALS, names.ROOT_CREDENTIALS} | workers


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.of}: {row.name}")
def test_a_row_says_where_its_setting_goes(row: GuideSetting) -> None:
    assert row.setting
    assert row.lands
    assert "\n" not in f"{row}"
