"""The virtual environment is created from hashed requirements, and again only after they or Python changed."""

import platform
import sys
from pathlib import Path

import pytest

from sandbox.toolchain import venv
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import SetupError
from tests.sandbox.programs import make_program

# Plays the interpreter: `-m venv [--clear] FOLDER` makes an environment with itself in it, `-m pip` notes its words.
PYTHON = f"""
root=$(dirname "$0")/../..
[ "$2" = pip ] && {{ echo "$@" >> "$root/pip.calls"; cat "$root/pip.output" >&2; exit "$(cat "$root/pip.exit")"; }}
for last; do :; done
[ "$3" = --clear ] && rm -rf "$last"
mkdir -p "$last/bin" && cp "$0" "$last/bin/python" && echo "version = {platform.python_version()}" > "$last/pyvenv.cfg"
"""


@pytest.fixture
def checkout(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A checkout with requirements, and an interpreter that only pretends to create an environment and install."""
    interpreter = make_program(tmp_path / "interpreter" / "python3", PYTHON)
    monkeypatch.setattr(sys, "_base_executable", str(interpreter))
    for name, content in {
        "requirements.txt": "",
        "requirements-dev.txt": "",
        "pip.output": "",
        "pip.exit": "0",
    }.items():
        (layout.root / name).write_text(content)
    return layout


def _installs(layout: Layout) -> list[str]:
    return (layout.root / "pip.calls").read_text().splitlines()


def test_it_is_made_once_with_every_hash_checked(checkout: Layout) -> None:
    venv.ensure(checkout)
    venv.ensure(checkout)
    (install,) = _installs(checkout)
    assert "install --require-hashes --no-deps" in install
    assert install.endswith(f"-r {checkout.root}/requirements-dev.txt")


def test_the_policy_pack_has_an_environment_of_its_own(checkout: Layout) -> None:
    checkout.policy.mkdir()
    for name, content in {"requirements.txt": "", "pip.output": "", "pip.exit": "0"}.items():
        (checkout.policy / name).write_text(content)
    venv.ensure_policy(checkout)
    venv.ensure_policy(checkout)
    (install,) = (checkout.policy / "pip.calls").read_text().splitlines()
    assert "install --require-hashes --no-deps" in install
    assert install.endswith(f"-r {checkout.policy}/requirements.txt")
    assert not checkout.venv.exists()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_changed_requirements_are_installed_into_the_same_environment(checkout: Layout, name: str) -> None:
    venv.ensure(checkout)
    (checkout.venv / "kept").write_text("")
    (checkout.root / name).write_text("# changed\n")
    venv.ensure(checkout)
    assert len(_installs(checkout)) == 2
    assert (checkout.venv / "kept").exists()


@pytest.mark.parametrize("lost", ["bin/python", "pyvenv.cfg"])
def test_a_broken_environment_is_recreated(checkout: Layout, lost: str) -> None:
    venv.ensure(checkout)
    (checkout.venv / "left over").write_text("")
    (checkout.venv / lost).unlink()
    (checkout.venv / ".installed").unlink()
    venv.ensure(checkout)
    assert len(_installs(checkout)) == 2
    assert not (checkout.venv / "left over").exists()


def test_a_deleted_interpreter_is_noticed_although_the_mark_is_there(checkout: Layout) -> None:
    venv.ensure(checkout)
    (checkout.venv / "bin" / "python").unlink()
    venv.ensure(checkout)
    assert len(_installs(checkout)) == 2


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("ERROR: No matching distribution found for rich==15.0.0", "registry cannot be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "does not match its pinned hash"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
    ],
)
def test_a_failed_installation_names_the_cause_and_the_next_run_retries(
    checkout: Layout, output: str, expected: str
) -> None:
    (checkout.root / "pip.output").write_text(output)
    (checkout.root / "pip.exit").write_text("1")
    for _ in range(2):
        with pytest.raises(SetupError, match=expected):
            venv.ensure(checkout)
    assert len(_installs(checkout)) == 2
