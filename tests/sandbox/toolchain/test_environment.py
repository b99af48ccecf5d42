"""The output of `make env`: a shell evaluates it, and it selects this checkout's programs, home and state."""

import os
import subprocess
from pathlib import Path

import pytest

from sandbox.toolchain import environment, stamp
from sandbox.toolchain.engine import Engine, Source
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.main import main
from sandbox.toolchain.part import Part
from sandbox.toolchain.progress import SetupError
from tests.sandbox.programs import make_pulumi

BUILT = Engine(Source.GO_MODULES, "3.274.1")


@pytest.fixture
def ready(layout: Layout, programs: Path) -> Layout:
    """A checkout after `make setup`."""
    stamp.write(layout.venv / ".installed", "x")
    stamp.write(layout.engine_record, '{"source": "go-modules", "version": "3.274.1"}')
    stamp.write(layout.stack_file("dev"), "{}")
    make_pulumi(layout.bin, "v3.274.1")
    return layout


def test_a_shell_that_evaluates_the_lines_has_every_value(ready: Layout) -> None:
    wanted = environment.variables(ready, BUILT, os.environ)
    script = f"{environment.render(wanted)}\nexec /usr/bin/env -0"
    answer = subprocess.run(["/bin/bash", "-c", script], capture_output=True, text=True, check=True)
    got = dict(row.split("=", 1) for row in answer.stdout.split("\0") if row)
    assert {name: got[name] for name in wanted} == wanted


def test_every_line_is_an_export(ready: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["env"], ready) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 9
    assert all(line.startswith("export ") for line in lines)


def test_home_and_state_are_the_checkout_s_own(ready: Layout) -> None:
    found = environment.variables(ready, BUILT, {})
    assert found["PULUMI_HOME"] == str(ready.root / ".sandbox" / "pulumi-home")
    assert found["PULUMI_BACKEND_URL"] == f"{(ready.root / '.sandbox' / 'state').as_uri()}?metadata=skip"
    assert " " not in found["PULUMI_BACKEND_URL"]


def test_the_environment_and_the_programs_come_first_and_once(layout: Layout) -> None:
    once = environment.search_path(layout, {"PATH": "/usr/bin:/bin"})
    assert once == f"{layout.root}/.venv/bin:{layout.root}/.sandbox/bin:/usr/bin:/bin"
    assert environment.search_path(layout, {"PATH": once}) == once


def test_only_an_engine_built_here_is_kept_from_fetching_plugins(layout: Layout) -> None:
    switch = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"
    assert environment.variables(layout, BUILT, {})[switch] == "true"
    assert switch not in environment.variables(layout, Engine(Source.OFFICIAL, "3.300.0"), {})


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        (".venv/.installed", "the virtual environment"),
        (".sandbox/engine.json", "the engine"),
        (".sandbox/bin/pulumi", "the engine"),
        (".sandbox/state/.pulumi/stacks/clearml-platform/dev.json", "a stack"),
    ],
)
def test_an_unfinished_step_of_setup_is_named(
    ready: Layout, lost: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (ready.root / lost).unlink()
    with pytest.raises(SetupError):
        environment.require_setup(ready)
    assert main(["env"], ready) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"the sandbox is not set up ({named} is missing): run `make setup` first\n"


@pytest.mark.parametrize("part", Part)
def test_one_stack_of_either_part_is_enough(ready: Layout, part: Part) -> None:
    ready.stack_file("dev").unlink()
    stamp.write(ready.stack_file(part.stack), "{}")
    assert environment.require_setup(ready) == BUILT
