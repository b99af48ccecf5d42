"""The missing programs are built two at once, with an overall progress; finished ones survive a failure."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.toolchain import builds, estimate, gofiles
from sandbox.toolchain.gotool import GoTool, Lane
from sandbox.toolchain.layout import HERE, Layout
from sandbox.toolchain.progress import SetupError
from tests.sandbox.programs import make_program

# Its version is one of today; a build notes its beginning and end, and fails or waits if a file asks for it.
GO = """
[ "$1" = version ] && { echo "go version go1.26.8 linux/amd64"; exit; }
while [ "$1" != -o ]; do shift; done
name=$(basename "$3"); calls=$(dirname "$0")
echo "begin $name" >> "$calls/calls"
[ -e "$calls/wait-$name" ] && exec sleep 60
sleep 0.3
[ -e "$calls/fail-$name" ] && { echo "cannot compile $name"; exit 1; }
echo built > "$2"
echo "end $name" >> "$calls/calls"
"""
NAMES = {Lane.ENGINE: ("first", "second"), Lane.CLUSTER: ("third", "fourth")}


@pytest.fixture
def go(programs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a Go that takes a third of a second per build, and two cores."""
    monkeypatch.setattr(builds, "cores", lambda: 2)
    monkeypatch.setattr(estimate, "cores", lambda: 2)
    make_program(programs / "go", GO)
    return programs


@pytest.fixture
def tools(tmp_path: Path) -> tuple[GoTool, ...]:
    """Two programs per lane."""
    (tmp_path / "go.mod").write_text("module x\n\ngo 1.25.11\n\nrequire example.com/tool v1.2.3\n")
    (tmp_path / "go.sum").write_text("")
    return tuple(_tool(tmp_path, name, lane) for lane, names in NAMES.items() for name in names)


def _tool(folder: Path, name: str, lane: Lane) -> GoTool:
    return GoTool(
        name=name,
        lane=lane,
        folder=str(folder),
        package=f"example.com/tool/{name}",
        version_of="example.com/tool",
        ldflags="",
        purpose=f"is the {name} one",
        processor_seconds=60,
        instead="the tool itself",
    )


def _calls(go: Path) -> list[str]:
    return (go / "calls").read_text().splitlines()


def test_every_program_is_built_and_current(layout: Layout, tools: tuple[GoTool, ...], go: Path) -> None:
    builds.build(tools, layout)
    assert all(gofiles.is_current(tool, layout) for tool in tools)
    assert next(line for line in _calls(go) if line.startswith("begin")) == "begin first"


def test_the_first_is_built_alone_and_then_one_of_each_lane(tools: tuple[GoTool, ...], go: Path) -> None:
    first, second, third, fourth = tools
    assert builds.next_tool(tools, [], first=True) is first
    assert builds.next_tool((second, third, fourth), [first], first=True) is None
    assert builds.next_tool((second, third, fourth), [], first=False) is second
    assert builds.next_tool((third, fourth), [second], first=False) is third
    assert builds.next_tool((fourth,), [second, third], first=False) is None


def test_one_core_builds_one_at_a_time(tools: tuple[GoTool, ...], go: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "cores", lambda: 1)
    assert builds.next_tool(tools[1:], [tools[0]], first=False) is None


def test_the_announcement_names_programs_purposes_time_and_ways_out(
    tools: tuple[GoTool, ...], go: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    builds.announce(tools, ["use a cluster of your own"])
    printed = capsys.readouterr().out
    assert (
        "4 programs are missing and will be built from Go modules, which takes up to 3 minutes on 2 cores:" in printed
    )
    assert "fourth 1.2.3 is the fourth one" in " ".join(printed.split())
    assert "To build less: use a cluster of your own" in printed


def test_nothing_to_build_is_not_announced(go: Path, capsys: pytest.CaptureFixture[str]) -> None:
    builds.announce((), ())
    assert capsys.readouterr().out == ""


def test_progress_counts_what_is_finished(
    layout: Layout, tools: tuple[GoTool, ...], go: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    builds.build(tools, layout)
    lines = [line for line in capsys.readouterr().out.splitlines() if "finished" in line]
    assert [line.partition("; ")[2][:6] for line in lines] == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"]
    assert all("left" in line for line in lines[:-1])


def test_a_failure_keeps_what_is_finished_and_the_next_run_builds_the_rest(
    layout: Layout, tools: tuple[GoTool, ...], go: Path
) -> None:
    (go / "fail-second").touch()
    with pytest.raises(SetupError, match=r"^second: go failed: cannot compile second"):
        builds.build(tools, layout)
    rest = [tool for tool in tools if not gofiles.is_current(tool, layout)]
    assert tools[0] not in rest
    (go / "fail-second").unlink()
    builds.build(rest, layout)
    assert _calls(go).count("begin first") == 1
    assert all(gofiles.is_current(tool, layout) for tool in tools)


def test_a_build_that_runs_is_reported_now_and_then(
    layout: Layout,
    tools: tuple[GoTool, ...],
    go: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(builds, "REPORT_SECONDS", 0.0)
    builds.build(tools[:1], layout)
    assert "building first; 0 of 1 programs finished, under a minute left" in capsys.readouterr().out


def test_an_interrupted_set_up_ends_its_builds(layout: Layout, tools: tuple[GoTool, ...], go: Path) -> None:
    (go / "wait-third").touch()
    program = f"""
import signal, sys
from pathlib import Path
sys.path.insert(0, {str(HERE.root)!r})
from sandbox.toolchain import builds, gotool
from sandbox.toolchain.gotool import GoTool, Lane
from sandbox.toolchain.layout import Layout
signal.signal(signal.SIGTERM, signal.default_int_handler)
builds.build([{replace(tools[2])!r}], Layout(Path({str(layout.root)!r})))
""".replace("<Lane.CLUSTER: 'cluster'>", "Lane.CLUSTER")
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL) as running:
        _wait_for(go / "calls")
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=10) != 0
    assert _sleepers(go) == []


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + 10
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert path.exists()


def _sleepers(go: Path) -> list[int]:
    """The processes whose environment has the stand-in's folder on PATH."""
    own = os.getpid()
    ids = [int(path.name) for path in Path("/proc").glob("[0-9]*") if int(path.name) != own]
    return [pid for pid in ids if _is_build(pid, go)]


def _is_build(pid: int, go: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        return command.startswith(b"sleep\x0060") and str(go).encode() in Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
