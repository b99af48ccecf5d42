"""GitHub's REST API, version 2022-11-28: comments, issues and artifacts of one repository."""

from collections.abc import Iterator
from dataclasses import dataclass

from ci.forges.http import ForgeClient, Item
from ci.texts import Text

PREVIEWS = ".github/workflows/preview.yml"


@dataclass(frozen=True)
class GitHub:
    """One repository (`owner/name`); `author` is the account that owns the token."""

    client: ForgeClient
    repository: str
    author: str

    def comments(self, request: str) -> Iterator[Text]:
        """The comments of a pull request that this account wrote."""
        for each in self.client.pages(self._path(f"issues/{request}/comments")):
            if self._own(each):
                yield Text(str(each["id"]), each["body"] or "")

    def write_comment(self, request: str, body: str, number: str | None) -> None:
        """Replace a comment, or make one."""
        if number is None:
            self.client.send("POST", self._path(f"issues/{request}/comments"), {"body": body})
        else:
            self.client.send("PATCH", self._path(f"issues/comments/{number}"), {"body": body})

    def issues(self, label: str) -> Iterator[Text]:
        """The open issues with a label that this account wrote; the API lists pull requests among them."""
        for each in self.client.pages(self._path("issues"), state="open", labels=label):
            if self._own(each) and "pull_request" not in each:
                yield Text(str(each["number"]), each["body"] or "")

    def write_issue(self, title: str, body: str, label: str, number: str | None) -> None:
        """Replace an issue's text, or open one."""
        if number is None:
            self.client.send("POST", self._path("issues"), {"title": title, "body": body, "labels": [label]})
        else:
            self.client.send("PATCH", self._path(f"issues/{number}"), {"title": title, "body": body})

    def close_issue(self, number: str, comment: str) -> None:
        """Comment on an issue and close it."""
        self.write_comment(number, comment, None)
        self.client.send("PATCH", self._path(f"issues/{number}"), {"state": "closed"})

    def run_of_artifact(self, name: str) -> str | None:
        """The newest run that uploaded an artifact: one of the preview's workflow, for a branch of this repository."""
        found = self.client.pages(self._path("actions/artifacts"), "artifacts", name=name)
        kept = [each["workflow_run"] for each in found if not each["expired"]]
        for run in sorted(kept, key=lambda run: int(run["id"]), reverse=True):
            if run["head_repository_id"] == run["repository_id"] and self._of_previews(run):
                return str(run["id"])
        return None

    def _of_previews(self, run: Item) -> bool:
        whole = self.client.send("GET", self._path(f"actions/runs/{run['id']}")).json()
        return bool(whole["path"] == PREVIEWS and whole["event"] == "pull_request")

    def _own(self, item: Item) -> bool:
        return bool((item.get("user") or {}).get("login") == self.author)

    def _path(self, rest: str) -> str:
        return f"/repos/{self.repository}/{rest}"
