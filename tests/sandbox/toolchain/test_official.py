"""An official `pulumi` on PATH is used if it is suitable; otherwise the reason is reported."""

import os
from pathlib import Path

import pytest

from sandbox.toolchain import official
from sandbox.toolchain.layout import Layout
from tests.sandbox.programs import make_program, make_pulumi


def test_a_current_pulumi_with_its_language_host_is_taken(layout: Layout, programs: Path) -> None:
    pulumi = make_pulumi(programs, "v3.216.0")
    assert official.find(layout, os.environ["PATH"]) == official.OfficialCli(pulumi, "3.216.0")


def test_no_pulumi_on_path_is_not_an_error(layout: Layout, programs: Path) -> None:
    assert official.find(layout, str(programs)) is None


def test_the_sandbox_own_programs_do_not_count_as_official(layout: Layout, programs: Path) -> None:
    make_pulumi(layout.bin, "v3.274.1")
    assert official.find(layout, os.pathsep.join([str(layout.bin), str(programs)])) is None


def test_an_old_pulumi_is_refused(layout: Layout, programs: Path) -> None:
    make_pulumi(programs, "v3.215.9")
    found = official.find(layout, os.environ["PATH"])
    assert found is not None
    assert found.fault == "is older than 3.216"


def test_a_pulumi_without_python_is_refused(layout: Layout, programs: Path) -> None:
    make_pulumi(programs, "v3.274.1", language_host=False)
    found = official.find(layout, os.environ["PATH"])
    assert found is not None
    assert found.fault == "has no pulumi-language-python beside it or on PATH"


def test_a_link_to_an_installation_elsewhere_finds_the_language_host_beside_its_target(
    layout: Layout, programs: Path, tmp_path: Path
) -> None:
    target = make_pulumi(tmp_path / "opt", "v3.274.1")
    (programs / "pulumi").symlink_to(target)
    found = official.find(layout, os.environ["PATH"])
    assert found is not None
    assert found.fault == ""


def test_a_program_of_that_name_which_is_no_pulumi_is_refused(layout: Layout, programs: Path) -> None:
    make_program(programs / "pulumi", "echo usage; exit 2")
    found = official.find(layout, os.environ["PATH"])
    assert found is not None
    assert found.fault == "does not print its version"


@pytest.mark.parametrize(
    ("text", "version"),
    [("v3.274.1", (3, 274, 1)), ("3.300.1-dev.0+abc", (3, 300, 1)), ("v4.0.0", (4, 0, 0)), ("latest", None)],
)
def test_versions_are_read_in_every_form(text: str, version: tuple[int, int, int] | None) -> None:
    assert official.parse_version(text) == version
