"""An HTTP proxy in front of a simulator that drops some request headers, as API gateways with a list of headers do."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

IMPERSONATE, ACT_AS = "x-clearml-impersonate-as", "x-clearml-act-as"
HOP_BY_HOP = {"host", "connection", "content-length", "accept-encoding", "transfer-encoding"}


@contextmanager
def header_proxy(target: str, *dropped: str) -> Iterator[str]:
    """Serve on a free loopback port and pass calls on to `target` without the dropped headers; yields the address."""
    client = httpx.Client(timeout=30)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP.union(dropped)}
            answer = client.post(f"{target}{self.path}", content=body, headers=headers)
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers.get("Content-Type", "application/json"))
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

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
