"""GitLab's REST API, version 4: notes of merge requests and issues of one project."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ci.forges.http import ForgeClient, Item
from ci.texts import Text


@dataclass(frozen=True)
class GitLab:
    """One project, by its number."""

    client: ForgeClient
    project: str

    @cached_property
    def _me(self) -> int:
        return int(self.client.send("GET", "/user").json()["id"])

    def comments(self, request: str) -> Iterator[Text]:
        """The notes of a merge request that this account wrote, without those of the system."""
        for each in self.client.pages(self._path(f"merge_requests/{request}/notes")):
            if self._own(each) and not each["system"]:
                yield Text(str(each["id"]), each["body"])

    def write_comment(self, request: str, body: str, number: str | None) -> None:
        """Replace a note, or make one."""
        notes = self._path(f"merge_requests/{request}/notes")
        if number is None:
            self.client.send("POST", notes, {"body": body})
        else:
            self.client.send("PUT", f"{notes}/{number}", {"body": body})

    def issues(self, label: str) -> Iterator[Text]:
        """The open issues with a label that this account wrote."""
        for each in self.client.pages(self._path("issues"), state="opened", labels=label):
            if self._own(each):
                yield Text(str(each["iid"]), each["description"] or "")

    def write_issue(self, title: str, body: str, label: str, number: str | None) -> None:
        """Replace an issue's text, or open one, which only members of the project see."""
        content = {"title": title, "description": body}
        if number is None:
            self.client.send("POST", self._path("issues"), content | {"labels": label, "confidential": True})
        else:
            self.client.send("PUT", self._path(f"issues/{number}"), content)

    def close_issue(self, number: str, comment: str) -> None:
        """Comment on an issue and close it."""
        self.client.send("POST", self._path(f"issues/{number}/notes"), {"body": comment})
        self.client.send("PUT", self._path(f"issues/{number}"), {"state_event": "close"})

    def _own(self, item: Item) -> bool:
        return bool(item["author"]["id"] == self._me)

    def _path(self, rest: str) -> str:
        return f"/projects/{self.project}/{rest}"
