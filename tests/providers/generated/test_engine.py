"""Token on the real engine: secret in state, regenerated in place only by a new generation."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.live.tenants import yaml_file
from tests.live.tenants.stack import ROOT, Project

pytestmark = pytest.mark.engine

PROGRAM = """
import pulumi
from providers.generated.token import Token

own = pulumi.ProviderResource("pulumi-python", "generated", {})
config = pulumi.Config("clearml")
args = {"generation": config.require_int("generation"), "length": config.require_int("length")}
pulumi.export("value", Token("root", args, pulumi.ResourceOptions(provider=own)).value)
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A program with one token."""
    for name in ("providers", ".venv"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("state", "home"):
        (tmp_path / name).mkdir()
    (tmp_path / "__main__.py").write_text(PROGRAM)
    yaml_file.write(tmp_path / "Pulumi.yaml", {"name": "clearml-platform", "runtime": runtime()})
    made = Project(tmp_path, tmp_path)
    made.pulumi("stack", "init")
    made.configure({"clearml:generation": 1, "clearml:length": 48})
    return made


def runtime() -> Any:
    return yaml_file.read(ROOT / "Pulumi.yaml")["runtime"]


def test_a_token_is_secret_and_stays_until_another_generation(project: Project) -> None:
    texts = [project.up().succeeded().text]
    first = project.outputs()["value"]
    assert project.preview("--expect-no-changes").succeeded().steps == set()
    project.refresh("--run-program").succeeded()
    project.configure({"clearml:length": 64})
    project.up().succeeded()
    assert project.outputs()["value"] == first
    project.configure({"clearml:generation": 2})
    raised = project.up().succeeded()
    assert raised.steps == {("update", "Token", "root")}
    second = project.outputs()["value"]
    assert (len(first), len(second)) == (48, 64)
    texts += [raised.text, project.pulumi("preview", "--diff").stdout, project.export()]
    assert [secret for secret in (first, second) if secret in "\n".join(texts)] == []
    (token,) = (r for r in json.loads(texts[-1])["deployment"]["resources"] if r["urn"].endswith("Token::root"))
    assert "ciphertext" in token["outputs"]["value"]
    project.destroy().succeeded()
