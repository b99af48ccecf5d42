"""The engine uses both plugins from the sandbox's home, without a warning, and works with them on the cluster."""

import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.live.tenants import stack
from tests.live.tenants.stack import ROOT, Project
from tests.sandbox.kubernetes.cluster import Kube
from tests.sandbox.kubernetes.plugins import link

pytestmark = pytest.mark.engine

SECONDS_FOR_DELETIONS = 60
"""They take about three on an idle machine; a missed one would take 600."""

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


def test_a_stack_is_created_changed_and_destroyed(project: Project, kube: Kube) -> None:
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


def test_the_end_of_every_object_is_noticed_at_once(project: Project) -> None:
    """Plugin 4.18.1 could miss a deletion that crossed its own look at the object, and then waited ten minutes."""
    objects = {"OBJECTS": "80"}
    assert project.up(**objects).succeeded().counted[("create", "ConfigMap")] == 81
    began = time.monotonic()
    assert project.up().succeeded().counted[("delete", "ConfigMap")] == 80
    assert time.monotonic() - began < SECONDS_FOR_DELETIONS
    project.destroy().succeeded()


def test_a_command_that_hangs_fails_with_what_it_waits_for(
    project: Project, kube: Kube, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.up().succeeded()
    blocked = {"metadata": {"finalizers": ["sandbox.example/never"]}}
    _patch(kube, blocked)
    monkeypatch.setattr(stack, "SECONDS", 20)
    try:
        with pytest.raises(AssertionError, match="delete ConfigMap settings"):
            project.destroy()
    finally:
        _patch(kube, {"metadata": {"finalizers": None}})
        project.pulumi("cancel", "--yes")
        monkeypatch.setattr(stack, "SECONDS", 180)
        project.destroy("--refresh").succeeded()


def _patch(kube: Kube, patch: Mapping[str, object]) -> None:
    kube.kubectl(
        "--namespace", "here", "patch", "configmap", "settings", "--type", "merge", "--patch", json.dumps(patch)
    )


def _labels(kube: Kube) -> dict[str, str]:
    nodes = {node["metadata"]["name"]: node["metadata"]["labels"] for node in kube.get("nodes")}
    return dict(nodes["gpu-a100-0"])
