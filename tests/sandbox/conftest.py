"""What the toolchain's tests share: an empty checkout, and a PATH without the Go and Pulumi of this machine."""

import os
from pathlib import Path

import pytest

from sandbox.kubernetes.own import CONTEXT_VARIABLE, KUBECONFIG_VARIABLE
from sandbox.toolchain.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A checkout with nothing in it; the space in its name is there for every quoting mistake."""
    root = tmp_path / "check out"
    root.mkdir()
    return Layout(root)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first folder on PATH; behind it only the system's own programs."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), "/usr/bin", "/bin"]))
    return folder


@pytest.fixture
def own_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The kubeconfig of a cluster that the user names, so that none is started; nothing listens there."""
    path = tmp_path / "own-kubeconfig"
    path.write_text("{}")
    monkeypatch.setenv(KUBECONFIG_VARIABLE, str(path))
    monkeypatch.setenv(CONTEXT_VARIABLE, "own")
    return path
