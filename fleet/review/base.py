"""The files of a stack before a change: from a folder, or from a git reference."""

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from blueprint.settings.checking.places import config_file

SECONDS = 60


class BaseUnavailable(Exception):
    """The files before the change cannot be had; the message says why."""


@contextmanager
def base_folder(base: str, stack: str, root: Path = Path()) -> Iterator[Path]:
    """Yield a folder with Pulumi.yaml, the stack's file and its tenants as they were. Raises BaseUnavailable."""
    if Path(base).is_dir():
        yield Path(base)
        return
    with tempfile.TemporaryDirectory(prefix="review-base-") as folder:
        _extract(base, stack, root, Path(folder))
        yield Path(folder)


def _extract(reference: str, stack: str, root: Path, folder: Path) -> None:
    git = shutil.which("git")
    if git is None or reference.startswith("-"):
        raise BaseUnavailable(f"--base {reference} is no folder, and git is not on PATH to look for a reference")
    wanted = ["Pulumi.yaml", config_file(stack), f"tenants/{stack}"]
    there = _git(git, root, "ls-tree", "--name-only", reference, "--", *wanted).decode().split()
    if not there:
        raise BaseUnavailable(f"--base {reference}: it has none of {', '.join(wanted)}")
    archive = _git(git, root, "archive", "--format=tar", reference, "--", *there)
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")


def _git(git: str, root: Path, *arguments: str) -> bytes:
    done = subprocess.run(  # noqa: S603 - no shell
        [git, *arguments], cwd=root, capture_output=True, timeout=SECONDS, check=False
    )
    if done.returncode != 0:
        last = next(reversed(done.stderr.decode(errors="replace").strip().splitlines()), "no message")
        raise BaseUnavailable(f"git {arguments[0]} failed: {last}; in a workflow, fetch the base branch first")
    return done.stdout
