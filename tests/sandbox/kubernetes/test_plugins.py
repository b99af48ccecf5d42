"""The engine uses both plugins from the sandbox's home, without a warning, and works with them on the cluster."""

import shutil
from pathlib import Path

import pytest

from tests.live.tenants.stack import ROOT, Project
from tests.sandbox.kubernetes.cluster import Kube
from tests.sandbox.kubernetes.plugins import link

pytestmark = pytest.mark.engine

PROJECT = """
name: plugins
runtime: {name: python, options: {virtualenv: .venv}}
config:
  pulumi:disable-default-providers: {value: ["*"]}
"""


@pytest.fixture
def project(tmp_path: Path, kube: Kube) -> Project:
    """A stack of `program.py` that works on the cluster."""
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    shutil.copy(Path(__file__).with_name("program.py"), tmp_path / "__main__.py")
    (tmp_path / "state").mkdir()
    link(tmp_path / "home")
    found = Project(tmp_path, tmp_path)
    found.environ |= {"KUBECONFIG": str(kube.kubeconfig), "CLEARML_KUBE_CONTEXT": kube.context}
    found.pulumi("stack", "init")
    return found


def test_a_stack_comes_up_stays_changes_and_goes(project: Project, kube: Kube) -> None:
    made = project.up().succeeded()
    assert "$PATH" not in made.messages()
    assert made.counted[("create", "Namespace")] == made.counted[("create", "Command")] == 1
    assert kube.get("configmaps", "here")
    assert _labels(kube)["sandbox.example/patched"] == "yes"
    assert not project.preview().succeeded().steps
    assert project.up(GENERATION="2").succeeded().steps == {("update", "Command", "command")}
    assert project.outputs() == {"output": "after made"}
    project.destroy().succeeded()
    assert "sandbox.example/patched" not in _labels(kube)
    assert "here" not in {found["metadata"]["name"] for found in kube.get("namespaces")}
    assert (project.folder / "deleted").read_text() == "gone\n"


def _labels(kube: Kube) -> dict[str, str]:
    nodes = {node["metadata"]["name"]: node["metadata"]["labels"] for node in kube.get("nodes")}
    return dict(nodes["gpu-a100-0"])
