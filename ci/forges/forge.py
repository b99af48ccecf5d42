"""The two places where changes are agreed, GitHub and GitLab, behind one interface for comments and issues."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from ci.fault import StepFailed
from ci.forges.github import GitHub
from ci.forges.gitlab import GitLab
from ci.forges.http import ForgeClient
from ci.texts import Text


class Forge(Protocol):
    """What comments and drift issues need."""

    def comments(self, request: str) -> Iterable[Text]:
        """The comments of a pull or merge request that the token's account wrote."""

    def write_comment(self, request: str, body: str, number: str | None) -> None:
        """Replace a comment, or make one if `number` is None."""

    def issues(self, label: str) -> Iterable[Text]:
        """The open issues with a label that the token's account wrote."""

    def write_issue(self, title: str, body: str, label: str, number: str | None) -> None:
        """Replace an issue's text, or open one if `number` is None."""

    def close_issue(self, number: str, comment: str) -> None:
        """Comment on an issue and close it."""


@dataclass(frozen=True)
class _Variable:
    name: str

    def value(self) -> str:
        """The variable's value; StepFailed if it is not set."""
        value = os.environ.get(self.name, "")
        if not value:
            raise StepFailed(f"{self.name} is not set; docs/workflows.md names what each job needs")
        return value


def forge() -> Forge:
    """Return GitLab in a job of GitLab and GitHub elsewhere, with the token of the environment."""
    if os.environ.get("GITLAB_CI"):
        token = _Variable("REVIEW_TOKEN").value()
        client = ForgeClient(_Variable("CI_API_V4_URL").value(), {"PRIVATE-TOKEN": token})
        return GitLab(client, _Variable("CI_PROJECT_ID").value())
    return github()


def github() -> GitHub:
    """Return the repository on GitHub, with the job's own token."""
    headers = {
        "Authorization": f"Bearer {_Variable('GITHUB_TOKEN').value()}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    client = ForgeClient(os.environ.get("GITHUB_API_URL", "https://api.github.com"), headers)
    author = os.environ.get("COMMENT_AUTHOR", "github-actions[bot]")
    return GitHub(client, _Variable("GITHUB_REPOSITORY").value(), author)
