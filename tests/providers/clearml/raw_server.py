"""A server that answers every request with the same text, like proxies and web applications that are not ClearML."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from providers.clearml.api.connection import Connection

Answer = Callable[[bytes], bytes]


class RawServer(ThreadingHTTPServer):
    """Keeps the headers of every request in `seen`."""

    seen: list[Message]


@contextmanager
def raw_server(
    status: int, body: bytes | Answer = b"", headers: Mapping[str, str] | None = None
) -> Iterator[RawServer]:
    """Serve on a free loopback port; `body` may be a function of the request's body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.seen.append(self.headers)
            content = body if isinstance(body, bytes) else body(asked)
            self.send_response(status)
            for name, value in {"Content-Type": "text/html", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            """Log nothing."""

    server = RawServer(("127.0.0.1", 0), Handler)
    server.seen = []
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def connection_to(server: RawServer, **changes: Any) -> Connection:
    """A connection with a throw-away key pair."""
    values = {"host": f"http://127.0.0.1:{server.server_port}", "access_key": "KEY", "secret_key": "throw-away"}
    return Connection.model_validate(values | {"timeout_seconds": 5} | changes)
