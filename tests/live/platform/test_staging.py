"""The second environment, Pulumi.staging.yaml and tenants/staging, on the sandbox's cluster and server."""

import shutil
from pathlib import Path

import pytest

from sandbox.toolchain.layout import passphrase
from tests.live.tenants.stack import NAME, PROGRAM, ROOT, Project
from tests.sandbox.clearml.process import Simulator
from tests.sandbox.kubernetes.cluster import Kube
from tests.sandbox.kubernetes.plugins import link

pytestmark = pytest.mark.engine

OF_DEV = {"clearml", "redis-shared", "gpu-operator", "cdmo", "clearml-billing"}
"""Namespaces of the platform of Pulumi.dev.yaml; those of tenants are compared in tests/fleet/diff."""


@pytest.fixture
def staging(tmp_path: Path, kube: Kube, server: Simulator) -> Project:
    """The environment under the name that tests have for a stack, with the settings as they are in the tree."""
    for name in (*PROGRAM, "sandbox"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "Pulumi.staging.yaml", tmp_path / f"Pulumi.{NAME}.yaml")
    shutil.copytree(ROOT / "tenants" / "staging", tmp_path / "tenants" / NAME)
    (tmp_path / "state").mkdir()
    link(tmp_path / "home")
    project = Project(tmp_path, tmp_path)
    project.environ |= {
        "KUBECONFIG": str(kube.kubeconfig),
        "PULUMI_CONFIG_PASSPHRASE": passphrase(),
        "CLEARML_API_HOST": server.url,
        "CLEARML_API_ACCESS_KEY": server.root.access_key,
        "CLEARML_API_SECRET_KEY": server.root.secret_key,
    }
    project.pulumi("stack", "init")
    return project


def test_a_preview_creates_everything_in_namespaces_of_its_own(staging: Project) -> None:
    steps = staging.preview().succeeded().steps
    assert {operation for operation, _, _ in steps} == {"create"}
    namespaces = {name for _, kind, name in steps if kind == "Namespace" and "/" not in name}
    assert namespaces >= {"clearml-staging", "redis-staging"}
    assert namespaces.isdisjoint(OF_DEV)
    assert {name for _, kind, name in steps if kind == "Company"} == {"acme", "canary"}
