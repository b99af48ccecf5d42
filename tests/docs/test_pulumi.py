"""The Pulumi commands and options in the documentation exist in the engine of the tests."""

import os
import re
import subprocess

import pytest

from tests.docs.pages import WRITTEN, calls

pytestmark = pytest.mark.engine

GROUPS = ("stack", "config", "state", "plugin")
"""Commands with subcommands."""


def split(call: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of the command and its options: `stack output platform --json` is (stack, output) and {--json}."""
    words = [word for word in call.split() if re.fullmatch("[a-z]+", word)]
    depth = 2 if words[:1] and words[0] in GROUPS else 1
    return tuple(words[:depth]), frozenset(re.findall(r"(?<!\S)--[a-z-]+", call))


NAMED = sorted({split(call) for page in WRITTEN for call in calls("pulumi", page)}, key=str)


def names(help_text: str) -> set[str]:
    """A command's name and its aliases, as in its help."""
    usage = re.search(r"^Usage:\n  pulumi ((?:[a-z]+ )*)", help_text, re.MULTILINE)
    aliases = re.search(r"^Aliases:\n  (.+)$", help_text, re.MULTILINE)
    return {*(usage[1].split()[-1:] if usage else ()), *(aliases[1].split(", ") if aliases else ())}


def test_the_pages_name_commands() -> None:
    assert {(("refresh",), frozenset({"--clear-pending-creates"})), (("state", "delete"), frozenset())} <= set(NAMED)


@pytest.mark.parametrize("command", sorted({words for words, _ in NAMED}), ids=" ".join)
def test_a_command_and_its_options(command: tuple[str, ...]) -> None:
    shown = os.environ | {"PULUMI_EXPERIMENTAL": "true"}  # without it the help hides `--plan`
    help_text = subprocess.run(
        ["pulumi", *command, "--help"], env=shown, capture_output=True, text=True, check=True
    ).stdout
    assert names(help_text) >= set(command[-1:])
    options = {option for words, options in NAMED if words == command for option in options}
    assert [option for option in sorted(options) if not re.search(rf"(?<![\w-]){option}(?![\w-])", help_text)] == []
