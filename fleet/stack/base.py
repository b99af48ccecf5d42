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
from fleet.stack.config import PROJECT_FILE
from fleet.stack.state import last_line

SECONDS = 60


class BaseUnavailable(Exception):
    """The files before the change cannot be had; the message says why."""


class StackIsNew(BaseUnavailable):
    """The stack has no files before the change."""


@contextmanager
def base_folder(base: str, stack: str, root: Path = Path()) -> Iterator[Path]:
    """Yield a folder with Pulumi.yaml, the stack's file and its tenants as they were before the change.

    Charts are read from the current folder, so that those of now count. Raises BaseUnavailable, or StackIsNew.
    """
    with tempfile.TemporaryDirectory(prefix="review-base-") as scratch:
        folder = Path(scratch)
        if Path(base).is_dir():
            _copy(Path(base), stack, folder)
        else:
            _extract(base, stack, root, folder)
        (folder / "tenants" / stack).mkdir(parents=True, exist_ok=True)
        yield folder


def _files(stack: str) -> tuple[str, ...]:
    return (PROJECT_FILE, config_file(stack), f"tenants/{stack}")


def _copy(base: Path, stack: str, folder: Path) -> None:
    if not (base / config_file(stack)).exists():
        raise StackIsNew(f"--base {base}: it has no {config_file(stack)}")
    for name in _files(stack):
        if (base / name).is_dir():
            shutil.copytree(base / name, folder / name)
        elif (base / name).exists():
            shutil.copy(base / name, folder / name)


def _extract(reference: str, stack: str, root: Path, folder: Path) -> None:
    git = shutil.which("git")
    if git is None or reference.startswith("-"):
        raise BaseUnavailable(f"--base {reference}: no such folder, and no git reference that can be looked up")
    there = _git(git, root, "ls-tree", "--name-only", reference, "--", *_files(stack)).decode().split()
    if config_file(stack) not in there:
        raise StackIsNew(f"--base {reference}: it has no {config_file(stack)}")
    archive = _git(git, root, "archive", "--format=tar", reference, "--", *there)
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")


def _git(git: str, root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - no shell
            [git, *arguments], cwd=root, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BaseUnavailable(f"git {arguments[0]} failed: {type(error).__name__}; run it yourself") from None
    if done.returncode != 0:
        last = last_line(done.stderr.decode(errors="replace"))
        raise BaseUnavailable(f"git {arguments[0]} failed: {last}; in a workflow, fetch the base branch first")
    return done.stdout
