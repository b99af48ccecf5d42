"""The ASGI application: API calls with latency, faults and call log. Paths under /_sandbox/ go to `control`."""

import asyncio
import sqlite3
from functools import partial
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.clearml.protocol.call import Call, HttpRequest, SimulatorSite
from sandbox.clearml.protocol.calllog import CallLog
from sandbox.clearml.protocol.endpoint import Table
from sandbox.clearml.protocol.envelope import Reply, wire_headers
from sandbox.clearml.protocol.faults import Faults, Line, perform
from sandbox.clearml.protocol.listener import Listener
from sandbox.clearml.protocol.pipeline import answer

CONTROL = "/_sandbox/"


class Application:
    """Answers every HTTP request. `listener` and `control` are set once they exist."""

    def __init__(self, site: SimulatorSite, table: Table) -> None:
        self.site = site
        self.table = table
        self.faults = Faults()
        self.log = CallLog()
        self.listener: Listener | None = None
        self.control: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.control is not None and scope["path"].startswith(CONTROL):
            await self.control(scope, receive, send)
            return
        request = await _read(scope, receive)
        if request.method == "OPTIONS":
            await _send(Reply(status=200, body=b"", media="text/html; charset=utf-8"), request, send)
            return
        if self.site.settings.latency:
            await asyncio.sleep(self.site.settings.latency)
        reply = await self._reply(request, scope["state"]["transport"])
        if reply is not None:
            await _send(reply, request, send)
            return
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _reply(self, request: HttpRequest, transport: Any) -> Reply | None:
        call = Call(site=self.site, request=request)
        endpoint = request.path.strip("/").rpartition("/")[2]
        fault = self.faults.strike(endpoint)
        handle = partial(self._handle, call)
        if fault is None or self.listener is None:
            reply: Reply | None = handle()
        else:
            reply = await perform(fault, call, handle, Line(transport, self.listener))
        self.log.add(call, reply, endpoint, fault.kind if fault else None)
        return reply

    def _handle(self, call: Call) -> Reply:
        try:
            return answer(call, self.table)
        except sqlite3.Error:
            # The server's plain text for an exception outside of its handlers.
            text = f"Failed processing request {call.request.path}"
            return Reply(status=500, body=text.encode(), media="text/html; charset=utf-8")


async def _read(scope: Scope, receive: Receive) -> HttpRequest:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    client = scope.get("client") or ("untrackable", 0)
    return HttpRequest(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]),
        body=body,
        peer=client[0],
    )


async def _send(reply: Reply, request: HttpRequest, send: Send) -> None:
    headers, body = wire_headers(reply, request)
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else body})
