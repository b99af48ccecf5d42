"""Building from Go modules, with a stand-in for Go: only if outdated, atomically, and with one line per failure."""

from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.toolchain import gofiles
from sandbox.toolchain.gobuild import Build
from sandbox.toolchain.gotool import GoTool, Lane, Script
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import SetupError
from tests.sandbox.programs import make_program

GO = """
case "$1" in
  version) echo "go version go1.26.8 linux/amd64" ;;
  mod) echo '{{ "Dir": "{module}" }}' ;;
  build) while [ "$1" != -o ]; do shift; done; {build} ;;
esac
"""


@pytest.fixture
def tool(tmp_path: Path) -> GoTool:
    """One program with one script, its module in a separate folder."""
    source = tmp_path / "module"
    source.mkdir()
    (source / "go.mod").write_text("module x\n\ngo 1.25.11\n\nrequire example.com/tool v1.2.3\n")
    (source / "go.sum").write_text("example.com/tool v1.2.3 h1:x=\n")
    return GoTool(
        name="tool",
        lane=Lane.ENGINE,
        folder=str(source),
        package="example.com/tool/cmd",
        version_of="example.com/tool",
        ldflags="-X v={version}",
        purpose="a test",
        processor_seconds=1,
        instead="the tool itself",
        scripts=(Script(module="example.com/tool", path="dist/helper"),),
    )


@pytest.fixture
def go(programs: Path, tmp_path: Path) -> Path:
    """A working Go; the file that it writes counts the builds."""
    (tmp_path / "cache" / "dist").mkdir(parents=True)
    (tmp_path / "cache" / "dist" / "helper").write_text("helper")
    return _write_go(programs, tmp_path, 'echo once >> "$0.builds"; cat "$0.builds" > "$2"')


def _build(tool: GoTool, layout: Layout) -> None:
    """Build and install one program, whether or not it is current."""
    build = Build(tool, layout)
    assert build.ended(60)
    build.install()


def _write_go(programs: Path, tmp_path: Path, build: str) -> Path:
    return make_program(programs / "go", GO.format(module=tmp_path / "cache", build=build))


def test_a_program_is_built_with_its_script_and_not_again(layout: Layout, tool: GoTool, go: Path) -> None:
    assert not gofiles.is_current(tool, layout)
    _build(tool, layout)
    assert gofiles.is_current(tool, layout)
    assert (layout.bin / "tool").read_text() == "once\n"
    assert (layout.bin / "helper").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("name", ["go.mod", "go.sum"])
def test_a_changed_pin_triggers_a_build(layout: Layout, tool: GoTool, go: Path, name: str) -> None:
    _build(tool, layout)
    with (tool.source / name).open("a") as pins:
        pins.write("\n")
    assert not gofiles.is_current(tool, layout)


def test_a_lost_script_is_restored(layout: Layout, tool: GoTool, go: Path) -> None:
    _build(tool, layout)
    (layout.bin / "helper").unlink()
    assert not gofiles.is_current(tool, layout)
    _build(tool, layout)
    assert (layout.bin / "helper").is_file()


def test_a_build_that_breaks_half_way_leaves_the_old_program(
    layout: Layout, tool: GoTool, go: Path, programs: Path, tmp_path: Path
) -> None:
    _build(tool, layout)
    (tool.source / "go.sum").write_text("")
    _write_go(programs, tmp_path, 'echo half > "$2"; exit 1')
    with pytest.raises(SetupError):
        _build(tool, layout)
    assert (layout.bin / "tool").read_text() == "once\n"
    assert not gofiles.is_current(tool, layout)


def test_a_rebuild_puts_a_new_file_in_place_and_leaves_a_running_program_alone(
    layout: Layout, tool: GoTool, go: Path
) -> None:
    _build(tool, layout)
    with (layout.bin / "tool").open() as running:
        (tool.source / "go.sum").write_text("")
        _build(tool, layout)
        assert running.read() == "once\n"
    assert (layout.bin / "tool").read_text() == "once\nonce\n"


def test_removal_takes_program_script_and_mark(layout: Layout, tool: GoTool, go: Path) -> None:
    _build(tool, layout)
    gofiles.remove(tool, layout)
    assert list(layout.bin.iterdir()) == []


def test_a_plugin_goes_where_the_engine_looks_for_plugins(layout: Layout, tool: GoTool, go: Path) -> None:
    plugin = replace(tool, plugin="thing", scripts=())
    _build(plugin, layout)
    folder = layout.pulumi_home / "plugins" / "resource-thing-v1.2.3"
    assert (folder / "tool").read_text() == "once\n"
    gofiles.remove(plugin, layout)
    assert not folder.exists()


def test_a_change_of_our_own_main_triggers_a_build(layout: Layout, tool: GoTool, go: Path) -> None:
    ours = replace(tool, package="./tool")
    (tool.source / "tool").mkdir()
    (tool.source / "tool" / "main.go").write_text("package main\n")
    _build(ours, layout)
    assert gofiles.is_current(ours, layout)
    (tool.source / "tool" / "main.go").write_text("package main // changed\n")
    assert not gofiles.is_current(ours, layout)


def test_without_go_both_alternatives_are_named(layout: Layout, tool: GoTool, programs: Path) -> None:
    with pytest.raises(SetupError, match=r"no Go on PATH: install Go 1\.25\.11 or newer, or the tool itself"):
        _build(tool, layout)


def test_a_go_from_before_toolchain_switching_is_named_as_too_old(layout: Layout, tool: GoTool, programs: Path) -> None:
    make_program(programs / "go", 'echo "go version go1.19.8 linux/amd64"')
    with pytest.raises(SetupError, match=r"Go 1\.19 is too old: install Go 1\.25\.11"):
        _build(tool, layout)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("go: go.mod requires go >= 1.25.11 (running go 1.22.1; GOTOOLCHAIN=local)", "Go 1.22.1 is too old"),
        ("dial tcp: lookup proxy.example.com: no such host", "registry cannot be reached"),
        ("write /tmp/x: no space left on device", "disk is full"),
        ("verifying x@v1: checksum mismatch\nSECURITY ERROR", "does not match go.sum"),
        ("something new", r"failed: something new \(whole output: .*tool.log\)"),
    ],
)
def test_the_cause_of_a_failed_build_is_one_line(
    layout: Layout, tool: GoTool, go: Path, programs: Path, tmp_path: Path, output: str, expected: str
) -> None:
    _write_go(programs, tmp_path, f"echo '{output}'; exit 1")
    with pytest.raises(SetupError, match=expected) as failure:
        _build(tool, layout)
    assert "\n" not in str(failure.value)
