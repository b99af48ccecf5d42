"""Kubeconfig and registry login, from the environment to files for this account alone."""

import stat
from pathlib import Path

import pytest

from tests.ci.conftest import Run


@pytest.mark.parametrize("registry", ["", '{"auths": {}}'])
def test_files_and_variables(ci: Run, tmp_path: Path, registry: str) -> None:
    contents = {"KUBECONFIG_CONTENT": "apiVersion: v1\n", "REGISTRY_CONTENT": registry}
    done = ci("access", "--folder", str(tmp_path), GITHUB_ENV=str(tmp_path / "env"), **contents)
    assert (done.code, done.out, done.err) == (0, "", "")
    named = dict(line.split("=") for line in (tmp_path / "env").read_text().splitlines())
    assert len(named) == 1 + bool(registry)
    kubeconfig = Path(named["KUBECONFIG"])
    assert kubeconfig.read_text() == "apiVersion: v1\n"
    assert stat.S_IMODE(kubeconfig.stat().st_mode) == 0o600
    if registry:
        assert Path(named["PULUMI_K8S_HELM_REGISTRY_CONFIG_PATH"]).read_text() == registry


def test_a_secret_that_is_missing(ci: Run, tmp_path: Path) -> None:
    done = ci("access", "--folder", str(tmp_path), KUBECONFIG_CONTENT="")
    assert done.code == 1
    assert done.err.startswith("access: the secret KUBECONFIG of this environment is empty or missing")
