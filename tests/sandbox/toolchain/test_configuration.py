"""Pulumi.yaml and Pulumi.dev.yaml are valid for the real engine, and their secrets open the sandbox only."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sandbox.demo.simulator import SEED
from sandbox.toolchain import environment, stack
from sandbox.toolchain.engine import recorded
from sandbox.toolchain.layout import HERE, PROJECT, Layout
from sandbox.toolchain.part import Part


def _yaml(name: str) -> dict[str, object]:
    found: dict[str, object] = YAML(typ="safe").load(Path(name).read_text())
    return found


def test_the_project_is_where_the_toolchain_expects_it() -> None:
    project = _yaml("Pulumi.yaml")
    assert project["name"] == PROJECT
    assert project["runtime"] == {"name": "python", "options": {"virtualenv": HERE.venv.name}}
    assert "main" not in project


@pytest.mark.parametrize("part", Part)
def test_the_first_lines_of_a_stack_s_file_call_its_secrets_throw_away(part: Part) -> None:
    head = Path(f"Pulumi.{part.stack}.yaml").read_text().split("encryptionsalt")[0]
    assert "throw-away" in head
    assert all(line.startswith("#") for line in head.strip().splitlines())


@pytest.mark.engine
@pytest.mark.parametrize("part", Part)
def test_the_engine_reads_every_key_and_the_passphrase_opens_the_simulator_s_keys(
    part: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", environment.search_path(HERE, os.environ))
    config = _config(tmp_path, part.stack)
    (user,) = json.loads(SEED.read_text())["users"]
    (pair,) = user["credentials"]
    assert config["clearml:apiAccessKey"] == {"value": pair["access_key"], "secret": True}
    assert config["clearml:apiSecretKey"] == {"value": pair["secret_key"], "secret": True}
    assert config["clearml:scope"]["value"] == "all"
    assert json.loads(str(config["pulumi:disable-default-providers"]["value"])) == ["*"]
    assert config["clearml:tenantDefaults"]["objectValue"].items() >= {"deletion": "delete"}.items()


def _config(tmp_path: Path, name: str) -> dict[str, dict[str, Any]]:
    # A checkout of nothing but the two files, with home and state of its own.
    engine = recorded(HERE)
    assert engine is not None
    room = Layout(tmp_path)
    settings = f"Pulumi.{name}.yaml"
    for file in ("Pulumi.yaml", settings):
        (tmp_path / file).write_text(Path(file).read_text())
    variables = environment.variables(room, engine, os.environ)
    stack.ensure(room, engine, name)
    assert (tmp_path / settings).read_text() == Path(settings).read_text()
    argv = [environment.pulumi(variables), "config", "--stack", name, "--json", "--show-secrets"]
    answer = subprocess.run(
        argv, cwd=tmp_path, env={**os.environ, **variables}, capture_output=True, text=True, check=True
    )
    found: dict[str, dict[str, Any]] = json.loads(answer.stdout)
    return found
