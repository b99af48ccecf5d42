"""A server on loopback that answers as the APIs of GitHub and GitLab do: pages, links to the next one, refusals."""

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Item = dict[str, Any]
BOT = {"login": "github-actions[bot]"}
ME = {"id": 7}


class Api:
    """Lists by path, without the query; what is written is recorded in `calls` and kept."""

    def __init__(self) -> None:
        """Prepare an empty server; `refuse` answers every request with that status."""
        self.lists: dict[str, list[Item]] = {}
        self.single: dict[str, Item] = {"/user": ME}
        self.calls: list[tuple[str, str, Item]] = []
        self.queries: list[dict[str, list[str]]] = []
        self.refuse: int | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))

    def __enter__(self) -> Self:
        """Serve in a thread."""
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and free the port."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def github(self) -> dict[str, str]:
        """The variables of a job on GitHub."""
        return {"GITHUB_API_URL": self.url, "GITHUB_REPOSITORY": "o/r", "GITHUB_TOKEN": "token-of-the-job"}

    @property
    def gitlab(self) -> dict[str, str]:
        """The variables of a job on GitLab."""
        return {"GITLAB_CI": "true", "CI_API_V4_URL": self.url, "CI_PROJECT_ID": "5", "REVIEW_TOKEN": "project-token"}

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Item) -> tuple[int, Any, str]:
        """Return status, content and the Link header."""
        if self.refuse:
            return self.refuse, {"message": "Resource not accessible by integration"}, ""
        if method != "GET":
            self.calls.append((method, path, body))
            return (201 if method == "POST" else 200), {"id": 1}, ""
        self.queries.append(query)
        if path in self.single:
            return 200, self.single[path], ""
        if path not in self.lists:
            return 404, {"message": "Not Found"}, ""
        return self._page(path, query)

    def _page(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any, str]:
        size, page = (int(query.get(name, [default])[0]) for name, default in (("per_page", "30"), ("page", "1")))
        items = self.lists[path]
        if path.endswith("/artifacts"):
            items = [item for item in items if item["name"] == query["name"][0]]
        part = items[(page - 1) * size : page * size]
        link = f'<{self.url}{path}?page={page + 1}>; rel="next"' if page * size < len(items) else ""
        return 200, ({"artifacts": part} if path.endswith("/artifacts") else part), link


def _handler(api: Api) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            url = urlsplit(self.path)
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            known = re.fullmatch(r"Bearer token-of-the-job|project-token", self._token())
            answer = api.answer(self.command, url.path, parse_qs(url.query), body) if known else (401, {}, "")
            content = json.dumps(answer[1]).encode()
            self.send_response(answer[0])
            self.send_header("Content-Length", str(len(content)))
            if answer[2]:
                self.send_header("Link", answer[2])
            self.end_headers()
            self.wfile.write(content)

        def _token(self) -> str:
            return self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or ""

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Print nothing."""

    for method in ("GET", "POST", "PATCH", "PUT"):
        setattr(Handler, f"do_{method}", Handler._any)
    return Handler
