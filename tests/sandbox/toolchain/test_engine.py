"""The choice of the engine: the official one, else the vendor's release, else one built here; and its record."""

from pathlib import Path

import pytest

from sandbox.kubernetes.programs import NAMES
from sandbox.toolchain import command_plugin, engine, gofiles, plugins, vendor
from sandbox.toolchain.engine import Engine, Source
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import Step
from sandbox.toolchain.tools import CLUSTER, KUBERNETES_PLUGIN, LANGUAGE_HOST, PULUMI, engine_tools
from tests.sandbox.programs import make_pulumi


@pytest.fixture
def no_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without access to the vendor's site: nothing listens on port 1."""
    monkeypatch.setenv(vendor.RELEASES_VARIABLE, "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_the_official_cli_wins_and_nothing_of_ours_hides_it(layout: Layout, programs: Path, no_vendor: None) -> None:
    make_pulumi(layout.bin, f"v{PULUMI.version}")
    make_pulumi(programs, "v3.300.0")
    assert engine.choose(layout) == Engine(Source.OFFICIAL, "3.300.0")
    assert not (layout.bin / "pulumi").exists()


def test_without_cli_and_vendor_the_engine_is_built(layout: Layout, programs: Path, no_vendor: None) -> None:
    assert engine.choose(layout) == Engine(Source.GO_MODULES, PULUMI.version)


def test_an_unusable_cli_is_named_and_passed_over(
    layout: Layout, programs: Path, no_vendor: None, capsys: pytest.CaptureFixture[str]
) -> None:
    make_pulumi(programs, "v3.100.0")
    assert engine.choose(layout).source is Source.GO_MODULES
    assert f"{programs / 'pulumi'} 3.100.0 is not used: it is older than 3.216" in capsys.readouterr().out


def test_the_vendor_comes_before_building(layout: Layout, programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def install(_layout: Layout, version: str, current: Step) -> None:
        assert current.name == "engine"
        make_pulumi(_layout.bin, f"v{version}")

    monkeypatch.setattr(vendor, "install", install)
    assert engine.choose(layout) == Engine(Source.VENDOR, PULUMI.version)


def test_the_choice_is_remembered(layout: Layout, programs: Path, no_vendor: None) -> None:
    assert engine.recorded(layout) is None
    chosen = engine.choose(layout)
    engine.record(layout, chosen)
    assert engine.recorded(layout) == chosen


@pytest.mark.parametrize("record", ["", "[]", '{"source": "elsewhere", "version": "1"}', '{"source": "vendor"}'])
def test_an_unreadable_record_counts_as_none(layout: Layout, record: str) -> None:
    layout.engine_record.parent.mkdir(parents=True)
    layout.engine_record.write_text(record)
    assert engine.recorded(layout) is None


def test_go_mod_is_the_one_place_that_names_a_version() -> None:
    assert (PULUMI.version, LANGUAGE_HOST.version) == ("3.274.1", "3.79.0")
    assert KUBERNETES_PLUGIN.version == "4.25.0"
    assert engine_tools(kubernetes=False) == (LANGUAGE_HOST, PULUMI)


def test_the_plugins_are_those_that_the_pinned_sdks_ask_for() -> None:
    pins = Path("requirements.txt").read_text()
    assert f"\npulumi-kubernetes=={KUBERNETES_PLUGIN.version} " in pins
    assert f"\npulumi-command=={command_plugin.VERSION} " in pins


def test_kubernetes_programs_report_their_version() -> None:
    programs = {tool.name: tool for tool in CLUSTER}
    assert set(programs) == set(NAMES)
    assert "gitVersion=v1.36.2 " in programs["kube-apiserver"].stamped
    assert programs["kube-apiserver"].stamped.endswith("gitMajor=1 -X k8s.io/component-base/version.gitMinor=36")


def test_an_official_cli_gets_its_own_plugins(layout: Layout, programs: Path) -> None:
    plugins.ensure_command(layout)
    built = gofiles.partial(KUBERNETES_PLUGIN, layout).with_name(KUBERNETES_PLUGIN.name)
    built.write_text("")
    stand_in = layout.plugin("command", command_plugin.VERSION) / "pulumi-resource-command"
    assert stand_in.is_file()
    make_pulumi(programs, "v3.300.0")
    engine.choose(layout)
    assert not stand_in.parent.exists()
    assert not built.exists()


def test_the_vendor_s_plugin_is_left_alone(layout: Layout, programs: Path) -> None:
    theirs = layout.plugin("command", command_plugin.VERSION) / "pulumi-resource-command"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"\x7fELF")
    make_pulumi(programs, "v3.300.0")
    engine.choose(layout)
    assert theirs.is_file()
