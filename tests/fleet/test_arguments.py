"""A mistake in the arguments ends with 1: the exit codes 2 and 3 have other meanings."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "arguments", [("review", "--no-such-option"), ("review",), ("diff", "dev"), ("no-such-command",)]
)
def test_a_mistake_in_the_arguments_ends_with_1(arguments: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", "fleet", *arguments], capture_output=True, text=True, check=False)

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
