"""`python -m fleet schema`."""

import json
from pathlib import Path

import pytest

from tests.blueprint.problem_lines import matches
from tests.fleet.test_check import run


def test_a_written_schema_is_current(project: Path) -> None:
    assert run("schema") == (0, "", "Wrote schemas/tenant.schema.json.\nWrote schemas/stack.schema.json.\n")
    assert json.loads((project / "schemas/tenant.schema.json").read_text())["title"] == "ClearML tenant"
    code, _, err = run("schema", "--check")
    assert (code, err.count("is up to date")) == (0, 2)


def test_an_outdated_schema_fails_the_check_and_stays(project: Path) -> None:
    run("schema")
    file = project / "schemas/tenant.schema.json"
    file.write_text(file.read_text().replace("ClearML", "Clear ML"))

    code, _, err = run("schema", "--check")

    assert (code, "Clear ML" in file.read_text()) == (1, True)
    assert matches(err, "schemas/tenant.schema.json | outdated | python -m fleet schema")


def test_a_missing_schema_fails_the_check(project: Path) -> None:
    assert run("schema", "--check")[0] == 1


def test_nothing_is_written_outside_a_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "tenants")

    code, _, err = run("schema")

    assert (code, (project / "tenants/schemas").exists()) == (1, False)
    assert matches(err, "Pulumi.yaml | no such file")
