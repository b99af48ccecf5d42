"""The scripts of the workflows on the real engine: a change is previewed, merged, and run by its saved plan."""

import subprocess
import sys

import pytest

from tests.live.tenants.holdings import holdings
from tests.live.tenants.stack import NAME, ROOT, Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine


def git(stack: Stack, *arguments: str) -> None:
    """Run git in the stack's folder."""
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=stack.folder, check=True, capture_output=True)


def commit(stack: Stack, message: str) -> None:
    """Commit what a checkout would have."""
    git(stack, "add", "Pulumi.yaml", f"Pulumi.{NAME}.yaml", "tenants")
    git(stack, "commit", "--allow-empty", "--message", message)


def ci(stack: Stack, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a step of a workflow does."""
    argv = [sys.executable, "-m", "ci", command, "--stack", NAME, *arguments]
    env = stack.environ | {"PYTHONPATH": str(ROOT), "STACKS": NAME}
    return subprocess.run(argv, cwd=stack.folder, env=env, capture_output=True, text=True, timeout=180)


def test_a_change_is_previewed_merged_and_run(stack: Stack, server: Simulator) -> None:
    project = stack.folder / "Pulumi.yaml"
    content = project.read_text()
    project.unlink()
    project.write_text(content)
    stack.write("acme")
    git(stack, "init", "--quiet")
    commit(stack, "Base")
    stack.up().succeeded()

    stack.write("acme", name="Acme Research")
    commit(stack, "Rename acme")
    previewed = ci(stack, "preview", "--base", "HEAD~1", "--if-changed")
    assert (previewed.returncode, previewed.stdout) == (0, f"stack {NAME}: changes\n"), previewed.stderr
    assert "Acme Research" in (stack.folder / "review/comment.md").read_text()

    commit(stack, "Merge")
    done = ci(stack, "up", "--folder", "review/plan", "--environment", NAME)
    assert done.returncode == 0, done.stdout + done.stderr
    assert holdings(server, "Acme Research").companies == 1
    again = ci(stack, "up", "--folder", "review/plan", "--environment", NAME)
    assert "would change in another way than was approved" in again.stderr

    assert ci(stack, "drift").stdout == f"stack {NAME}: nothing\n"
