"""Simulated ClearML servers in the test's own process, reached through httpx without a socket."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from providers.clearml.api import transport
from sandbox.clearml.control import seed, state
from sandbox.clearml.protocol.call import Call, HttpRequest, SimulatorSite
from sandbox.clearml.protocol.envelope import wire_headers
from sandbox.clearml.protocol.pipeline import answer
from sandbox.clearml.settings import SimulatorSettings
from sandbox.clearml.store import Store
from sandbox.clearml.table import table_for

ACCESS_KEY, SECRET_KEY = "HISTORYROOTKEY", "history-root-secret"
SUPERVISOR = {
    "id": "__supervisor__",
    "name": "supervisor",
    "role": "system",
    "credentials": [{"access_key": ACCESS_KEY, "secret_key": SECRET_KEY}],
}
READING = ("get", "company_info", "ping", "info", "config")
SETTINGS = SimulatorSettings(
    profile="enterprise",
    server_version="3.30.0",
    api_version="2.37",
    system_may_cross_tenants=True,
    max_credentials=20,
)


class Killed(BaseException):
    """The engine and the plugin were killed at this call."""


@dataclass
class Trouble:
    """What happens at the `at`th writing call of a run, counted from 1: `kill`, `lose` its answer, or `reject` it."""

    kind: str
    at: int
    after: bool = True
    """Whether the server has done the call when the run is killed."""
    seen: int = 0

    def strikes(self, endpoint: str) -> bool:
        """Count a call. True if it is the one that fails."""
        self.seen += not endpoint.rpartition(".")[2].startswith(READING)
        return self.seen == self.at and not endpoint.rpartition(".")[2].startswith(READING)


class _SharedStore(Store):
    """A store in memory that all threads may use, one at a time."""

    def __init__(self, original: Store | None) -> None:
        super().__init__(Path(":memory:"))
        content = self._connection if original is None else original._connection
        shared = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        content.backup(shared)
        self._connection.close()
        self._connection = shared
        self._connection.row_factory = sqlite3.Row
        self.token_secret = self._constant("token_secret", "")
        self.server_uid = self._constant("server_uid", "")


@dataclass
class Server:
    """One server with its own data. `trouble` is that of the run in progress."""

    host: str
    has_uid: bool = True
    """Whether server.info reports the server's id."""
    trouble: Trouble | None = None
    original: Store | None = None
    """The data that this one starts with, identity included."""

    def __post_init__(self) -> None:
        plan = {"users": [SUPERVISOR]}
        store = _SharedStore(self.original)
        seed.apply(store, SETTINGS, plan)
        names = seed.builtin_names(store)
        self.site = SimulatorSite(settings=SETTINGS, store=store, builtin_names=names, secure=seed.secure_section(plan))
        self._lock = Lock()

    def state(self) -> dict[str, Any]:
        """All data, without secrets."""
        return dict(state.dump(self.site.store))

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer one request, or fail as `trouble` says."""
        endpoint = request.url.path.rpartition("/")[2]
        trouble = self.trouble if self.trouble is not None and self.trouble.strikes(endpoint) else None
        if trouble is not None and not (trouble.kind == "lose" or (trouble.kind == "kill" and trouble.after)):
            return _fail(trouble, request)
        with self._lock:
            response = self._answer(request)
        return response if trouble is None else _fail(trouble, request)

    def call(self, endpoint: str, body: dict[str, Any], impersonate: str | None = None) -> None:
        """A call that a person makes in the web application; one that the server refuses changes nothing."""
        headers = {} if impersonate is None else {"X-Clearml-Impersonate-As": impersonate}
        auth = httpx.BasicAuth(ACCESS_KEY, SECRET_KEY)
        request = httpx.Request("POST", f"{self.host}/{endpoint}", json=body, headers=headers)
        self._answer(next(auth.auth_flow(request)))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        sent = HttpRequest(
            method=request.method,
            path=path if self.has_uid else path.replace("v2.8/server.info", "v2.1/server.info"),
            query="",
            headers=tuple((name.decode().lower(), value.decode()) for name, value in request.headers.raw),
            body=request.read(),
            peer="127.0.0.1",
        )
        reply = answer(Call(site=self.site, request=sent), table())
        headers, body = wire_headers(reply, sent)
        return httpx.Response(reply.status, headers=headers, content=body, request=request)


@cache
def table() -> Any:
    """The endpoints, the same for all servers."""
    return table_for(SETTINGS)


def _fail(trouble: Trouble, request: httpx.Request) -> httpx.Response:
    if trouble.kind == "kill":
        raise Killed
    if trouble.kind == "lose":
        raise httpx.ReadError("the answer was lost", request=request)
    return httpx.Response(500, headers={"content-type": "text/html"}, content=b"", request=request)


class Servers:
    """The servers that exist, by address."""

    def __init__(self, *servers: Server) -> None:
        self._by_name = {urlsplit(server.host).netloc: server for server in servers}

    def __getitem__(self, host: str) -> Server:
        return self._by_name[urlsplit(host).netloc]

    def route(self, request: httpx.Request) -> httpx.Response:
        """Pass a request to the server that it addresses."""
        return self._by_name[request.url.netloc.decode()].handle(request)


@contextmanager
def reachable(servers: Servers) -> Iterator[None]:
    """Let the product's HTTP client reach these servers, without TLS, sockets and pauses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx, "Client", partial(httpx.Client, transport=httpx.MockTransport(servers.route)))
        patch.setattr(transport, "_tls", lambda _: None)
        patch.setattr("tenacity.nap.time.sleep", lambda _: None)
        yield
