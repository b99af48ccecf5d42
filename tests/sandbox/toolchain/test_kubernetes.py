"""Set-up installs kubectl if there is none, builds what is missing, and uses a cluster that the user names."""

from pathlib import Path

import pytest

from sandbox.kubernetes.own import CONTEXT_VARIABLE, KUBECONFIG_VARIABLE, named
from sandbox.toolchain import gofiles, kubectl, programs, venv
from sandbox.toolchain.engine import Engine, Source
from sandbox.toolchain.gotool import GoTool
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.part import Part
from sandbox.toolchain.progress import SetupError, Step
from sandbox.toolchain.tools import OWN_CLUSTER
from tests.sandbox.programs import make_program

BUILT, OFFICIAL = Engine(Source.GO_MODULES, "3.274.1"), Engine(Source.OFFICIAL, "3.300.0")
ENGINE = ["pulumi-language-python", "pulumi-resource-kubernetes", "pulumi"]
CLUSTER = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Installations of Python packages are recorded and leave a kubectl; none is on PATH."""
    files: list[Path] = []

    def install(layout: Layout, current: Step, requirements: Path) -> None:
        files.append(requirements)
        make_program(layout.venv / "bin" / "kubectl", "exit 0")

    monkeypatch.setattr(venv, "install", install)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return files


def _names(tools: tuple[GoTool, ...]) -> list[str]:
    return [tool.name for tool in tools]


def test_engine_and_cluster_are_missing_on_a_machine_that_has_neither(layout: Layout) -> None:
    assert _names(programs.missing(BUILT, Part.ALL, layout)) == ENGINE + CLUSTER


def test_accounts_need_command_line_and_language_host_only(layout: Layout) -> None:
    assert _names(programs.missing(BUILT, Part.ACCOUNTS, layout)) == ["pulumi-language-python", "pulumi"]
    assert programs.missing(OFFICIAL, Part.ACCOUNTS, layout) == ()


def test_an_official_engine_needs_the_cluster_only(layout: Layout) -> None:
    assert _names(programs.missing(OFFICIAL, Part.ALL, layout)) == CLUSTER


def test_no_program_is_built_for_a_cluster_that_the_user_names(layout: Layout, own_cluster: Path) -> None:
    assert _names(programs.missing(BUILT, Part.ALL, layout)) == ENGINE
    assert programs.missing(OFFICIAL, Part.ALL, layout) == ()


def test_what_is_current_is_not_built(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gofiles, "is_current", lambda tool, _: tool.name in ("etcd", "pulumi"))
    missing = _names(programs.missing(BUILT, Part.ALL, layout))
    assert missing == [name for name in ENGINE + CLUSTER if name not in ("etcd", "pulumi")]


def test_each_way_to_build_less_is_named_once(layout: Layout) -> None:
    tools = programs.missing(BUILT, Part.ALL, layout)
    official, cluster, smaller = programs.ways_out(tools, Part.ALL)
    assert "official pulumi" in official
    assert cluster == OWN_CLUSTER
    assert "PART=accounts" in smaller
    assert programs.ways_out(tools[:1], Part.ACCOUNTS) == (official,)
    assert programs.ways_out((), Part.ALL) == ()


def test_kubectl_is_installed_once_and_pinned(layout: Layout, installed: list[Path]) -> None:
    kubectl.ensure(layout)
    kubectl.ensure(layout)
    assert installed == [kubectl.PIN]
    rows = kubectl.PIN.read_text()
    assert "\nkubectl-cli-bin==1." in rows
    assert "--hash=sha256:" in rows


def test_a_kubectl_on_path_wins_and_ours_does_not_hide_it(
    layout: Layout, installed: list[Path], tmp_path: Path
) -> None:
    kubectl.ensure(layout)
    make_program(tmp_path / "path" / "kubectl", "exit 0")
    kubectl.ensure(layout)
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
    ("name", "context", "message"),
    [
        ("config", "", "name the context to use in CLEARML_KUBE_CONTEXT too"),
        ("nothing", "prod", "there is no such file"),
    ],
)
def test_an_incomplete_cluster_setting_is_refused(tmp_path: Path, name: str, context: str, message: str) -> None:
    (tmp_path / "config").write_text("{}")
    with pytest.raises(SetupError, match=message) as failure:
        named({KUBECONFIG_VARIABLE: str(tmp_path / name), CONTEXT_VARIABLE: context})
    assert "\n" not in str(failure.value)
