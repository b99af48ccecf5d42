"""Requests to the APIs of GitHub and GitLab: one client with paging, time-outs and errors in one line."""

from collections.abc import Iterator
from typing import Any

import httpx

from ci.fault import StepFailed

SECONDS = 30.0
HINTS = {
    401: "the token is not accepted or has ended",
    403: "the token lacks the right; docs/workflows.md lists the rights of each job",
    404: "not found, or the token may not see it",
}
Item = dict[str, Any]


class ForgeClient:
    """Sends requests below one URL with one header that authenticates them."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        """Redirects are not followed, so that the token goes to this server only."""
        self._http = httpx.Client(base_url=url, headers=headers, timeout=SECONDS)

    def send(self, method: str, path: str, json: Item | None = None, query: Item | None = None) -> httpx.Response:
        """Return a successful answer; StepFailed otherwise."""
        try:
            answer = self._http.request(method, path, json=json, params=query)
        except httpx.HTTPError as error:
            raise StepFailed(f"{method} {path} failed: {type(error).__name__}: {error}") from None
        if not answer.is_success:
            raise StepFailed(f"{method} {path} answered {answer.status_code}: {_reason(answer)}")
        return answer

    def pages(self, path: str, key: str | None = None, **query: Any) -> Iterator[Item]:
        """Yield the items of all pages; `key` names the list where the answer is an object."""
        page = 1
        while True:
            answer = self.send("GET", path, query={"per_page": 100, "page": page, **query})
            yield from answer.json()[key] if key else answer.json()
            if "next" not in answer.links:
                return
            page += 1


def _reason(answer: httpx.Response) -> str:
    try:
        message = answer.json().get("message", "")
    except (ValueError, AttributeError):
        message = ""
    return "; ".join(text for text in (str(message), HINTS.get(answer.status_code, "")) if text) or "no reason given"
