"""Commands, modules, settings, variables and files in the documentation exist."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from blueprint.settings.secrets import is_secret_name
from fleet.reference.keys import SHARED, keys
from tests.docs.pages import ROOT, WRITTEN, calls, spans, title

EVERY_PAGE = pytest.mark.parametrize("page", WRITTEN, ids=title)
ROOMS = "blueprint|components|providers|commands|fleet|sandbox|tests|bench|docs|examples|schemas"
PATH = re.compile(rf"^(?:{ROOMS})/[\w./*<>-]*$|^\w[\w/]*/\w+\.py$")
PLACEHOLDER = re.compile(r"[<*…]|prod")
OURS = re.compile(r"\b(?:CLEARML_PLATFORM|CLEARML_API|CLEARML_KUBE|MIG|APPS)_[A-Z_]*[A-Z]\b|\bCLEARML_KUBECONFIG\b")
HAVE_COMMANDS = ("fleet", "sandbox.kubernetes")
"""Modules whose first argument is a command."""
SECTIONS = {key.path for key in keys() if "." not in key.path} - {"workers"}
"""Sections of a stack's settings; a tenant's file has a section `workers` too."""


@EVERY_PAGE
def test_make_targets(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    words = {word for call in calls("make", page) for word in call.strip('"').split()}
    assert {word for word in words if not word.startswith("-") and "=" not in word} <= targets


@EVERY_PAGE
def test_modules(page: Path) -> None:
    named = {call.split()[0] for call in _modules(page) if not call.startswith(("pip", "venv"))}
    assert [module for module in named if find_spec(module) is None] == []


@pytest.mark.parametrize("module", HAVE_COMMANDS)
def test_commands_of_our_modules(module: str) -> None:
    called = {call for page in WRITTEN for call in _modules(page) if call.split()[0] == module}
    named = {call.split()[1] for call in called if len(call.split()) > 1}
    done = subprocess.run([sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True)
    assert named
    assert [word for word in sorted(named) if not re.search(rf"\b{word}\b", done.stdout)] == []


@EVERY_PAGE
def test_settings(page: Path) -> None:
    known = {re.sub(r"<\w+>", "<>", key.path) for key in keys()}
    shared = {f"{name}.{key.path}" for model, name in SHARED.items() for key in keys(model)}
    named = {key for span in spans(page) for key in _settings(span)}
    wrong = [key for key in sorted(named - known) if not is_secret_name(key) and not _ends_in(key, shared)]
    assert wrong == []


def test_the_test_of_settings_finds_them() -> None:
    named = {key for page in WRITTEN for span in spans(page) for key in _settings(span)}
    assert {"gpu.keepMigOnRemoval", "registryToken", "cluster.context", "billing.images"} <= named


def _settings(span: str) -> set[str]:
    """Keys at the start of a span, with or without `clearml:` and without the value after them."""
    found = re.match(r"(clearml:)?([a-z][A-Za-z]*(?:\.(?:[A-Za-z]+|<\w+>))*)(?![\w.-]|:\S)", span)
    if not found or not (found[1] or (found[2].partition(".")[0] in SECTIONS and "." in found[2])):
        return set()
    return {re.sub(r"<\w+>", "<>", found[2])}


def _ends_in(key: str, shared: set[str]) -> bool:
    """Whether the key is one that many sections have: `controlPlane.chart.version`, `chart.version`."""
    return any(f".{key}".endswith(f".{one}") for one in shared)


@EVERY_PAGE
def test_variables(page: Path) -> None:
    sources = "".join(path.read_text() for room in ROOMS.split("|") for path in ROOT.glob(f"{room}/**/*.py"))
    named = set(OURS.findall(page.read_text()))
    assert [name for name in sorted(named) if name not in sources] == []


@EVERY_PAGE
def test_files(page: Path) -> None:
    named = {found for span in spans(page) for found in PATH.findall(span)}
    assert [path for path in sorted(named) if not PLACEHOLDER.search(path) and not (ROOT / path).exists()] == []


def _modules(page: Path) -> set[str]:
    """The arguments after `python -m`, for any name of Python."""
    pythons = ("python", "python3", ".venv/bin/python")
    return {call.removeprefix("-m ") for python in pythons for call in calls(python, page) if call.startswith("-m ")}
