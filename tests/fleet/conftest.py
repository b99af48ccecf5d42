"""A project folder for the command line: one tenant, one stack, and no Pulumi on PATH."""

from pathlib import Path

import pytest

PROJECT = """\
name: clearml-platform
runtime: python
config:
  clearml:scope: {value: all}
  clearml:extraFeatures: {value: []}
"""
STACK = """\
encryptionsalt: v1:abc
config:
  clearml:api: {host: "https://api.clearml.example"}
  clearml:apiAccessKey: {secure: v1:canary}
  clearml:apiSecretKey: {secure: v1:canary}
"""
ACME = "name: Acme [red]Research\nadmin: {name: Ada, email: ada@acme.example}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the folder the current one."""
    (tmp_path / "tenants" / "dev").mkdir(parents=True)
    (tmp_path / "tenants" / "dev" / "acme.yaml").write_text(ACME)
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    for name in ("CLEARML_API_HOST", "CLEARML_API_ACCESS_KEY", "CLEARML_API_SECRET_KEY", "CLEARML_KUBE_CONTEXT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    return tmp_path
