"""Fixtures of the sandbox's tests: an empty checkout, and a PATH without the Go and Pulumi of this machine."""

import os
from pathlib import Path

import pytest

from sandbox.kubernetes.own import CONTEXT_VARIABLE, KUBECONFIG_VARIABLE
from sandbox.toolchain.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """An empty checkout; the space in its name reveals quoting mistakes."""
    root = tmp_path / "check out"
    root.mkdir()
    return Layout(root)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first folder on PATH, followed only by the system's programs."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), "/usr/bin", "/bin"]))
    return folder


@pytest.fixture
def own_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The kubeconfig of a cluster named by the user, so that none is started; nothing listens there."""
    path = tmp_path / "own-kubeconfig"
    path.write_text("{}")
    monkeypatch.setenv(KUBECONFIG_VARIABLE, str(path))
    monkeypatch.setenv(CONTEXT_VARIABLE, "own")
    return path
