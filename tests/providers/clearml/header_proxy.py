"""An HTTP proxy in front of a simulator that drops request headers or hides paths, as API gateways with lists do."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

UID = "/v2.8/server.info"
"""The endpoint that reports the server's identity."""
IMPERSONATE, ACT_AS = "x-clearml-impersonate-as", "x-clearml-act-as"
HOP_BY_HOP = {"host", "connection", "content-length", "accept-encoding", "transfer-encoding"}


@contextmanager
def header_proxy(target: str, *dropped: str, hidden: str | None = None) -> Iterator[str]:
    """Serve on a free loopback port and pass calls on to `target` without the dropped headers; yields the address.

    Paths that begin with `hidden` get the proxy's own 404.
    """
    client = httpx.Client(timeout=30)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if hidden is not None and self.path.startswith(hidden):
                self._answer(404, "text/html", b"<html>not here</html>")
                return
            headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP.union(dropped)}
            answer = client.post(f"{target}{self.path}", content=body, headers=headers)
            self._answer(answer.status_code, answer.headers.get("Content-Type", "application/json"), answer.content)

        def _answer(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        client.close()
