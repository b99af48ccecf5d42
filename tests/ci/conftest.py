"""Runs the scripts of the workflows as programs, in a temporary git repository and against an API on loopback."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ci.api import Api

ROOT = Path(__file__).parents[2]
WHO = {
    "GIT_AUTHOR_NAME": "test",
    "GIT_AUTHOR_EMAIL": "test@example.com",
    "GIT_COMMITTER_NAME": "test",
    "GIT_COMMITTER_EMAIL": "test@example.com",
}


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@dataclass(frozen=True)
class Repository:
    """A git repository with some files."""

    folder: Path

    def git(self, *arguments: str) -> str:
        """Run git and return its output."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=os.environ | WHO, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, **files: str | None) -> str:
        """Commit files, by path; None removes one. Return the commit."""
        for path, content in files.items():
            file = self.folder / path
            if content is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with two stacks and a program."""
    made = Repository(tmp_path / "checkout")
    made.folder.mkdir()
    made.git("init", "--quiet", "--initial-branch", "main")
    files = ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "tenants/dev/acme.yaml", "tenants/prod/globex.yaml"]
    made.commit(**{name: f"{name}\n" * 9 for name in [*files, "__main__.py", "docs/page.md", "requirements.txt"]})
    return made


@pytest.fixture
def api() -> Iterator[Api]:
    """An API of GitHub and GitLab on loopback."""
    with Api() as running:
        yield running


@pytest.fixture
def ci(repository: Repository) -> Run:
    """Return a function that runs `python -m ci` in the repository."""

    def run(*arguments: str, **variables: str) -> Done:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "GITLAB_", "CI_"))}
        env = kept | {"PYTHONPATH": str(ROOT), "STACKS": "dev prod"} | variables
        argv = [sys.executable, "-m", "ci", *arguments]
        done = subprocess.run(argv, cwd=repository.folder, env=env, capture_output=True, text=True, timeout=60)
        return Done(done.returncode, done.stdout, done.stderr)

    return run
