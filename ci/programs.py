"""Runs git, pulumi and the command line of this project as programs, and reads what git knows."""

import os
import shutil
import subprocess
from pathlib import Path

from ci.fault import StepFailed

SECONDS = 60
"""How long a command of git may take."""
NO_COMMIT = "0" * 40
"""What GitHub and GitLab give as the commit before the first push of a branch."""


def output(name: str, *arguments: str) -> str:
    """Return what git prints; StepFailed with the last line of its errors if it fails."""
    done = subprocess.run(  # noqa: S603 - no shell
        [found(name), *arguments], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode != 0:
        last = next(reversed(done.stderr.strip().splitlines()), "no message")
        raise StepFailed(f"{name} {arguments[0]} failed: {last}")
    return done.stdout


def run(argv: list[str], stdout: Path | None = None) -> int:
    """Run a program, its standard output into a file if one is given, and return its exit code."""
    command = [found(argv[0]), *argv[1:]]
    if stdout is None:
        return subprocess.run(command, check=False).returncode  # noqa: S603 - no shell
    with stdout.open("wb") as file:
        return subprocess.run(command, stdout=file, check=False).returncode  # noqa: S603 - no shell


def found(name: str) -> str:
    """Return the path of a program; StepFailed if it is not installed."""
    path = shutil.which(name)
    if path is None:
        raise StepFailed(f"{name} is not on PATH; install it in the workflow before this step")
    return path


def tree() -> str:
    """Return the hash of the files of HEAD: it is the same before and after a merge that changed nothing else."""
    return output("git", "rev-parse", "HEAD^{tree}").strip()


def exists(reference: str, path: str) -> bool:
    """Whether a file is in a commit."""
    return reference != NO_COMMIT and bool(output("git", "ls-tree", "--name-only", reference, "--", path).strip())


def hand_on(**values: str) -> None:
    """Give outputs to later steps of a GitHub workflow; elsewhere do nothing."""
    _append("GITHUB_OUTPUT", values)


def export(**values: str) -> None:
    """Set variables for later steps of a GitHub workflow; elsewhere do nothing."""
    _append("GITHUB_ENV", values)


def _append(target: str, values: dict[str, str]) -> None:
    file = os.environ.get(target)
    if file:
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.writelines(f"{name}={value}\n" for name, value in values.items())
